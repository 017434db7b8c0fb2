/** Whether a text tries to tell a model to disregard what it was told. */
export function looksInjected(text: string): boolean {
  return injections.some((pattern) => pattern.test(text));
}

const injections = [
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,30}\b(?:previous|prior|above|earlier|preceding|system|all|your|safety)\b.{0,20}\b(?:instructions?|prompts?|rules|messages?|guidelines|directions)\b/i,
  /\bignor\w*\b.{0,30}\b(?:vorherig\w*|bisherig\w*|obig\w*|alle)\b.{0,20}\b(?:anweisung\w*|regeln|befehle)\b/i,
  /\bignore[zr]?\b.{0,30}\b(?:instructions?|consignes|règles)\b/i,
  /\b(?:ignora|olvida)\b.{0,30}\b(?:instrucciones|reglas|órdenes)\b/i,
  /\b(?:new|updated) (?:system )?instructions\s*:/i,
  /\byou are now\b.{0,40}\b(?:mode|dan|jailbroken|unrestricted|developer|administrator|root)\b/i,
  /\b(?:reveal|print|leak|send|upload|exfiltrate|show)\b.{0,30}\b(?:system prompt|hidden instructions|credentials|api keys?|secrets?|passwords?|environment variables|private keys?)\b/i,
  /<\/?(?:system|assistant|user|instructions?|im_start|im_end)\b[^>]{0,20}>|<\|[a-z_]{2,20}\|>|\[\/?INST\]/i,
  /\b(?:do not|don['’]t|never) (?:tell|inform|alert|mention (?:this|it) to) the user\b/i,
  /\b(?:curl|wget)\b[^|\n]{0,200}\|\s{0,3}(?:sudo\s{1,3})?(?:ba|z|da)?sh\b/i,
];
