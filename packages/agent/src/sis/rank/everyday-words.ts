/** English words without a subject of their own; no text is found by them. */
export const stopWords: ReadonlySet<string> = new Set(
  [
    "a about above again all also am an and any anybody anyone anything are as at away be because been before",
    "behind being below beside between both but by came can cannot could did do does doing done down during each",
    "either else ever every everybody everyone everything for from go goes going gone got had has have having he her",
    "here hers him his how however i if in instead into is it its itself just let lets like made many may me might",
    "mine more most much must my myself never no nobody none nor not nothing now of off often on once only onto or",
    "other others otherwise our ours out over own per please quite rather really same shall she should since so some",
    "somebody someone something somewhere still such than that the their theirs them themselves then there these they",
    "this those though through thus to too toward towards under until up upon us very via was we went were what",
    "whatever when whenever where wherever whether which while who whom whose why will with within without would yes",
    "yet you your yours yourself always after against already almost although among another around",
    "don doesn didn isn aren wasn weren won wouldn shouldn couldn hasn haven hadn ain ll ve re eg ie etc e.g i.e",
    "im ive id dont doesnt didnt isnt cant wont thats whats theres youre hi hello hey ok okay thanks thank",
  ].flatMap((line) => line.split(" ")),
);

/**
 * Words that much of what agents are asked is full of, and the small words of some other languages. One of them alone
 * says little of what a text is about.
 */
export const everydayWords: readonly string[] = [
  "able add allow answer app apply ask back bad base best better big bit block bug call case change chat check class",
  "clean clear close code collect come command comment common complete consider contain content continue copy correct",
  "create current data day default delete describe detail different direct display directory easy edit end",
  "enough error even example exist expect explain fail failure fast feature few field file final find fine first fix",
  "follow found fresh full function general get give good great group happen hard help high hint hold idea implement",
  "import improve include index inform input inside issue item job keep kind know large last late later learn left less",
  "lesson level library line link list little load local long look lot low main make manual mean method minute miss",
  "mode module month move name need new next nice note number object old one open option order output package page",
  "parameter part pass past path pattern person piece place plan point possible prefer present print problem process",
  "program project prompt proper put question quick read real reason recent remove rename replace report request",
  "require rest result return review right root run safe save say script second section see select send sentence set",
  "short show simple single small solve sort source special start stat state step stop string structure stuff suggest",
  "sure system take task team tell test text thing think time tip today tool top total true try turn two type",
  "understand update use user usual value variable version wait want watch way week well whole word work write wrong",
  "year com www http https json lib misc util tmp three four five six seven eight nine ten difference between hour key tomorrow yesterday morning night live home",
  "feel play talk life people man woman child house water story poem song joke sea eat drink love friend family message",
  "auf aus bei bin bist bitte da das dass dein dem den der des die dies ein eine einem einen einer eines er es",
  "fur gib hab habe haben hat ich ihr im immer ist ja kann kannst kein keine mach machen mal man mein mir mit muss",
  "nach nicht nie noch nur ob oder schon sein sich sie sind soll sollen und uns vom von vor war warum was wenn wer",
  "werden wie wir wird zu zum zur zwischen uber alle aber als neu neue neuen gibt wurde",
  "au aux avec bien ce cela ces cette comme dan dans de du elle en entre est et etre faire fai fais il ils je la le",
  "les leur lui mais mes moi mon ne nous ou par pas peux plus pour quand que quel quelle qui sa san sans ses son sont",
  "sous sur ta te tes toi ton tout toujours tu un une vers votre vous y ete fait jamais",
  "al algo como con cual cuando del desde donde el ella ellos en entre eres es esa ese eso esta estan este esto fue",
  "ha hace hacer hay haz las lo los me mi muy nunca para pero por porque puede puedes que quien se ser si siempre",
  "sin sobre son su sus todo todos tu una uno unos usa usar favor",
  "ao com da das dos ela ele em essa esse eu foi isso mais mas meu na nao nas no nos num numa os ou para pela pelo",
  "por quando quem sem sempre seu sua tem uma voce",
  "che chi ci con cosa dal dalla degli dei della delle di dove gli ho io lei lui mia mio nei nel nella non per piu",
  "questo quando sempre sono sul sulla tra uno",
  "aan als ben bij dat deze die dit een geen het hij hoe ik is je jij kan maar met mijn moet naar niet nog om ook op",
  "te uit van veel voor waar wat we wel wij worden ze zijn zo",
  "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня еще",
  "нет о из ему для мы это при или если когда",
  "一个 我们 你们 他们 可以 这个 那个 什么 如何 怎么 使用 需要 进行 时候 请用 请把 一下 没有 不要 不是 如果 帮我 所有 这些 写一 关于 一首",
  "使う 使用 場合 時は この その こと もの 한다 하는 에서 으로 하고 해줘 하세 세요 입니 니다",
].flatMap((line) => line.split(" "));

/** Words that are written like identifiers of several words and are not. */
export const properNames: ReadonlySet<string> = new Set(
  [
    "github gitlab javascript typescript postgresql mysql graphql openai youtube linkedin nodejs nextjs vuejs devops",
    "macos ios ipados iphone ipad wordpress whatsapp duckdb mongodb dynamodb mariadb clickhouse cloudflare bitbucket",
    "jetbrains vscode webpack fastapi pytest numpy latex powershell localhost redis sqlite rabbitmq oauth webauthn",
    "websocket webrtc kubectl circleci testing playwright bigquery salesforce hubspot paypal ebay tiktok deepmind",
    "chatgpt anthropic firefox onedrive dropbox sharepoint powerpoint airtable quickbooks",
  ].flatMap((line) => line.split(" ")),
);
