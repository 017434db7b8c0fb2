/** What a person who configures a provider wants to know and no table says. */
export const providerNotes: Readonly<Record<string, readonly string[]>> = {
  anthropic: [
    "A subscription token (`sk-ant-oat…`, `ANTHROPIC_OAUTH_TOKEN`) is sent as a bearer token.",
    "`maxTokens` grows to hold a thinking budget; the answer warns when that is more than was asked for.",
    "While a model thinks it takes no `temperature` and no forced tool choice; both are left out with a warning.",
    "Tools, system prompt and the last two messages of the user carry cache markers; `cacheRetention` sets or removes them.",
  ],
  openai: [
    "The protocol is that of the model: Responses for the newer ones, Chat Completions for the others.",
    "Nothing is stored (`store: false`); reasoning travels encrypted and goes back to the model that made it.",
    "Reasoning models take no `temperature` and no stop sequences; both are left out with a warning.",
    "`sessionId` is the key of the prompt cache; `metadata.user_id` is sent as `safety_identifier`.",
  ],
  "openai-responses": ["`openai` with the Responses protocol for every model."],
  google: [
    "Gemini 2.5 gets a thinking budget, Gemini 3 a thinking level.",
    "Calls that another model made get the signature that Google accepts in place of a real one.",
    "Nothing is stored (`store: false`).",
  ],
  xai: [
    "The protocol is that of the model, as with OpenAI.",
    "Tokens of reasoning are added to the output where xAI counts them beside it; the cost is what xAI reports.",
    "`sessionId` is the key of the prompt cache (the header `x-grok-conv-id`; over Responses, `prompt_cache_key`).",
    "Models that reason take no stop sequences; they are left out with a warning.",
  ],
  minimax: [
    "Both of its protocols, at its international and its Chinese addresses.",
    "`base_resp` in an answer with status 200 is read as the error that it is.",
    "Over Chat Completions, thinking comes apart from the text (`reasoning_split`) and goes back in `reasoning_details`.",
  ],
  zai: [
    "The address of the coding plan is among its own, so one key serves both.",
    "Reasoning goes back and is read again (`clear_thinking: false`).",
    "An answer that only reasons is asked for once more with thinking off; the message holds both, and so does its usage.",
    "A response schema goes into the system prompt, because the service only knows JSON as such.",
  ],
  "openai-compatible": [
    "Any other server that speaks Chat Completions. It needs a `baseUrl`, and a key only if the server wants one.",
    "How the server departs from the protocol is data: `compat` of the factory or of the model.",
  ],
};
