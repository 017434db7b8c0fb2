export { createGateway, type Gateway, type GatewayOptions } from "./gateway.ts";
export { ensureToken } from "./token.ts";
