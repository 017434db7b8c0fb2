/**
 * Reads the requests of one HTTP/1.1 connection and calls back with the path of each, once its whole body has come.
 * Only bodies with a `Content-Length` are understood, which is what every client here sends.
 */
export function createRequestReader(onRequest: (path: string) => void): (bytes: Buffer) => void {
  let received: Buffer = Buffer.alloc(0);
  return (bytes) => {
    received = Buffer.concat([received, bytes]);
    for (let request = parseRequest(received); request; request = parseRequest(received)) {
      received = received.subarray(request.length);
      onRequest(request.path);
    }
  };
}

/** The first request, if all of it is there, and how many bytes it takes. */
function parseRequest(bytes: Buffer): { path: string; length: number } | undefined {
  const headLength = bytes.indexOf("\r\n\r\n") + 4;
  if (headLength < 4) return undefined;
  const head = bytes.toString("latin1", 0, headLength);
  const bodyLength = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  const length = headLength + bodyLength;
  return bytes.length < length ? undefined : { path: head.split(" ")[1] ?? "", length };
}
