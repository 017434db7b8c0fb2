/** Whether Gemini would take a signature at all: its field is base64 of bytes, and anything else fails the request. */
export function isGeminiSignature(signature: string | undefined): signature is string {
  return !!signature && signature.length % 4 === 0 && /^[\w+/-]+={0,2}$/.test(signature);
}
