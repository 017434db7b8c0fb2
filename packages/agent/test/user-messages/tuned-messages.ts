import { type LabelledMessage, labelled } from "./labelled-messages.ts";

/** The patterns were written with these in view. */
export const tunedMessages: readonly LabelledMessage[] = [
  ...labelled(
    "correction",
    `No, use tabs | use tabs
no, the config lives in config/app.yaml | the config lives in config/app.yaml
that's wrong, the port is 8080 | the port is 8080
That is not right, we use pnpm here | we use pnpm here
I said not to touch the lockfile | not to touch the lockfile
I asked you to keep the public names unchanged. | keep the public names unchanged.
I meant the integration tests, not the unit tests | the integration tests, not the unit tests
Don't add a new dependency for that. Write it by hand instead. | Don't add a new dependency for that.
Please don't reformat files you did not change. | don't reformat files you did not change.
Stop creating markdown files after each task! | Stop creating markdown files after each task!
you forgot to update the changelog
Wrong branch. It's release/2.1. | It's release/2.1.
Actually it's called orderId, not order_id | it's called orderId, not order_id
We don't use semicolons in this project. | We don't use semicolons in this project.
This isn't what I wanted, the function must stay synchronous | the function must stay synchronous
No no, leave the tests alone and fix the code. | leave the tests alone and fix the code.
Wait, don't delete that folder, move it to archive instead | don't delete that folder, move it to archive instead
Not the Dockerfile, the compose file.
You keep using any. Use unknown.
It should be async, not blocking. | It should be async, not blocking.
Nein, nimm Tabs | nimm Tabs
Das ist falsch, die Datei heißt konfig.yaml | die Datei heißt konfig.yaml
Ich habe gesagt, du sollst die Lockdatei nicht anfassen. | du sollst die Lockdatei nicht anfassen.
Bitte keine Kommentare mehr hinzufügen
Hör auf, ständig neue Dateien anzulegen.
Du hast vergessen, das Changelog zu ändern
Nicht die README, sondern die Doku im Ordner docs ändern.
Non, utilise des tabulations | utilise des tabulations
C'est faux, le fichier s'appelle config.yaml | le fichier s'appelle config.yaml
J'ai dit de ne pas toucher au fichier de verrouillage | ne pas toucher au fichier de verrouillage
N'utilise pas npm, utilise pnpm à la place.
Arrête d'ajouter des commentaires
Je voulais dire les tests d'intégration, pas les tests unitaires. | les tests d'intégration, pas les tests unitaires.
No, usa tabuladores | usa tabuladores
Eso está mal, el archivo se llama config.yaml | el archivo se llama config.yaml
Te dije que no tocaras el lockfile | no tocaras el lockfile
Deja de añadir comentarios
Me refería a las pruebas de integración, no a las unitarias.
Incorrecto, son segundos y no milisegundos. | son segundos y no milisegundos.
hm, that broke the layout. you should use flexbox here, not grid
No, not there. It belongs in the utils package.
nope. the endpoint is /v2/users
Close, but the date format should be ISO, not locale
Please use the existing helper rather than writing a new one
I don't want you to touch the database schema
Not quite: the total should include tax
That's too long. Keep it under 50 lines.
the branch name is wrong, it should be feature/login
no!! leave package.json alone
You removed the license header. Put it back and never remove it.
I wanted a CLI flag, not an env variable
why did you change the tests? I asked you to fix the code only
We use vitest in this repo, not jest
These should be unit tests, not e2e tests
you got it backwards, the left one is the source
Don't mock the database in integration tests
Wrong, it's a UUID.
Nein, bitte auf Deutsch antworten.
So nicht. Bitte ohne neue Abhängigkeit.
Nein, das gehört in den Ordner tools.
Das ist nicht richtig. Die Einheit ist Meter.
Ich wollte eine Tabelle, keine Liste
Non, pas comme ça. Mets le fichier dans src.
Non, il faut utiliser l'API v2.
No, así no. Ponlo en la carpeta src.
No es correcto, la unidad es metros.
No cambies la API pública`,
  ),
  ...labelled(
    "remember",
    `remember: the staging database is read only | the staging database is read only
Please remember: use British spelling in the docs | use British spelling in the docs
From now on use conventional commits | use conventional commits
Use pnpm from now on.
in the future please don't touch generated files | please don't touch generated files
next time use the test database | use the test database
Note to self: never edit dist by hand | never edit dist by hand
Keep in mind that the tests need Docker. | the tests need Docker.
Going forward, keep functions under 50 lines. | keep functions under 50 lines.
Never commit the .env file. | Never commit the .env file.
Make a note: the designers own tokens.json | the designers own tokens.json
Good. From now on, write the tests first. | write the tests first.
Remember this: our users are on Node 20. | our users are on Node 20.
Merke dir bitte, dass wir nur donnerstags ausliefern. | wir nur donnerstags ausliefern.
Bitte verwende ab sofort konventionelle Commits.
Beim nächsten Mal zuerst die Migrationen ausführen. | zuerst die Migrationen ausführen.
Denk daran, dass die Tests Docker brauchen. | die Tests Docker brauchen.
Von nun an antworte auf Deutsch. | antworte auf Deutsch.
Souviens-toi que la base de préproduction est en lecture seule | la base de préproduction est en lecture seule
À partir de maintenant, utilise des commits conventionnels. | utilise des commits conventionnels.
La prochaine fois, lance d'abord les migrations. | lance d'abord les migrations.
Note pour plus tard : le jeton expire en mars | le jeton expire en mars
Recuerda que la base de staging es de solo lectura | la base de staging es de solo lectura
A partir de ahora usa commits convencionales. | usa commits convencionales.
La próxima vez ejecuta primero las migraciones. | ejecuta primero las migraciones.
Nota para más tarde: el token caduca en marzo | el token caduca en marzo
For next time: the deploy script needs VPN
Please always use TypeScript strict mode from now on
Remember, we never push on Fridays
keep in mind: this repo is public
Don't forget: tests run in UTC
from now on please write commit messages in English
In the future, use the staging key for tests.
Please remember my name is Anna
Can you remember that I prefer short answers?
Merk dir: Tests laufen in UTC.
Bitte merke dir, dass das Repo öffentlich ist
Ab sofort bitte kurze Antworten
Rappelle-toi que le dépôt est public.
Dorénavant, écris les messages de commit en anglais
Recuerda que el repositorio es público
A partir de ahora, respuestas cortas por favor
I prefer tabs over spaces, remember that
Whenever you add a route, update the OpenAPI file`,
  ),
  ...labelled(
    "neither",
    `no problem, thanks
do you remember the file?
No, thanks.
No worries, take your time
Not yet, let me check first
No, I don't think so. What do you suggest?
no, that's fine
Never mind
Don't worry about it
Fix the login bug
What is wrong with this function?
Is it wrong to use any here?
The test fails with "wrong number of arguments"
There is something wrong with the build, please find out what
Stop the dev server
How do I stop npm from creating a lockfile?
Rename the variable from foo to bar
Explain why we should use tabs and not spaces
I don't remember the name of the branch
Remember me?
Implement a "remember me" checkbox on the login page
Take a look at the notes in docs/later.md
Next, add the migration
In the future we want to support Windows, what would that take?
The cache never expires, find out why
Why does the linter always complain about this line?
That's right, go on
It's not clear to me how this works
You did a great job
Should it be async?
Would it be better to use pnpm?
Do not enter sign: draw it as SVG
Actually that's great, thanks
I said hello to the bot and it crashed, here is the log
Run the tests again
Continue
Who said that the file is generated?
Make the button blue
Use TypeScript for this
Create a file notes.txt with the text "remember the milk"
Translate "don't panic" into French
The docs are wrong about the default port, please correct them
Not all tests pass. Which ones fail?
No such file or directory: config.yaml
Kein Problem, danke
Nein, das passt so.
Keine Ahnung, schau bitte nach
Erinnerst du dich an die Datei?
In Zukunft soll die App auch Windows unterstützen. Was fehlt dafür?
Wie kann ich npm statt pnpm benutzen?
Es gibt noch keine Tests, bitte schreib welche
Stimmt, mach weiter
Non merci
Tu te souviens du fichier ?
Il n'y a pas encore de tests, ajoute-les
Ajoute un test pour l'entrée vide
Quelle est la prochaine fois que le cron tourne ?
No, gracias
No funciona, ¿puedes mirar el error?
¿Recuerdas el archivo?
¿Por qué está mal?
Está bien, sigue
The header should be sticky on scroll
It should be possible to cancel an upload
Not working on my machine, here's the log
No output, no error. Weird, right?
No. Just tell me the result.
No, I was just asking.
No, let's do that tomorrow
No, it works now, thanks
Wrong password should show an error message
That's not a problem
that's wrong on so many levels haha, but ship it
The wrong user is logged in after a refresh, fix it
Use the wrong password three times and check that the account is locked
I want a table with three columns
We need a script that stops the server
We never tested this on Windows. Can you add a CI job?
We only support Node 22, add an engines field
Don't the tests need a database?
Don't know. Your call.
Stop.
stop please
Keep going
Make it faster without using more memory
The API returns seconds, not milliseconds. Convert them in the client.
The user wants JSON, not XML. Add an option for that.
Do you remember how we fixed the flaky test?
I always forget how to rebase. Can you do it?
Always show the sidebar on wide screens
Never show the banner to paying users
Next time window opens at 8pm, schedule the job then
Add a reminder: in future versions this option goes away
Note: the file is large
Remember the user's choice in local storage
Please keep in mind the performance when you write the loop
Actually the build is green, good job
Actually, what about Safari?
You used a map here, why?
I said yes
I told my boss about it
Non, rien d'autre
Non, ça va
No, está bien así
No pasa nada
Nein, alles gut
Nicht schlecht! Weiter so
Mach die Tests schneller
Kannst du das nächste Mal ausführen lassen, wenn der Cron läuft?
Undo the last migration in the database
Revert the last commit
No new dependencies are needed, just bump the version
Not the prettiest code, but ok
No comment lines should be counted by the tool
In Java we use interfaces, how does Go do it?
We use Postgres here. Write a migration that adds a users table.`,
  ),
];
