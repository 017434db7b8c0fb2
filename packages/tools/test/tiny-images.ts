/** Images of 3 by 2 pixels, one of every form that has a header of its own. */
export const tinyImages: Readonly<Record<string, { mimeType: string; bytes: Buffer }>> = {
  png: image(
    "image/png",
    "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAEElEQVQImWM4wcUFQQxwFgA4GAUp6mv7BgAAAABJRU5ErkJggg==",
  ),
  jpeg: image(
    "image/jpeg",
    "/9j/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqMyP/L2u71////m8H////6/+b9//j/2wBDASstLTw1PHZBQXb4pYyl+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj/wAARCAACAAMDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwX/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCMAKk//9k=",
  ),
  gif: image("image/gif", "R0lGODlhAwACAIAAAExpccgKCiH5BAUAAAAALAAAAAADAAIAAAICjF8AOw=="),
  "lossy webp": image(
    "image/webp",
    "UklGRjAAAABXRUJQVlA4ICQAAABwAQCdASoDAAIADMDOJaACdAFAAAD+4LkIw1uvxQ5s7gVAAAA=",
  ),
  "lossless webp": image("image/webp", "UklGRh4AAABXRUJQVlA4TBEAAAAvAkAAAAdQhSJXof+BiOh/AAA="),
  "extended webp": image(
    "image/webp",
    "UklGRlIAAABXRUJQVlA4WAoAAAAQAAAAAgAAAQAAQUxQSAcAAAAAgICAgICAAFZQOCAkAAAAcAEAnQEqAwACAAzAziWgAnQBQAAA/uC5CMNbr8UObO4FQAAA",
  ),
};

function image(mimeType: string, base64: string) {
  return { mimeType, bytes: Buffer.from(base64, "base64") };
}
