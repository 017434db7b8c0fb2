import { type LabelledMessage, labelled } from "./labelled-messages.ts";

/** The patterns were written without a look at these; keep it so, or they measure nothing. */
export const unseenMessages: readonly LabelledMessage[] = [
  ...labelled(
    "correction",
    `No. Put the helper in src/lib. | Put the helper in src/lib.
Nope, it should return null, not undefined | it should return null, not undefined
That's wrong. The staging host is db-2.internal. | The staging host is db-2.internal.
That's incorrect: the API returns seconds, not milliseconds. | the API returns seconds, not milliseconds.
I told you to use the existing logger | use the existing logger
As I said, only the README should change. | only the README should change.
don't use jest, use vitest instead | don't use jest, use vitest instead
Do not commit directly to main, make a branch | Do not commit directly to main, make a branch
stop adding comments | stop adding comments
You should have used the Clock interface instead of Date.now
You changed the wrong file, I meant src/server.ts
Actually, use a map instead of an object here | use a map instead of an object here
Use single quotes, not double quotes. | Use single quotes, not double quotes.
That's not what I asked for. I want a table, not a list. | I want a table, not a list.
You were supposed to run the migration before the tests.
Hmm, no: the first argument is the path. | the first argument is the path.
Undo that, the header must stay at the top.
use date-fns instead of moment | use date-fns instead of moment
never push with force to a shared branch, you just broke my PR
I already told you that the tests run with pnpm test:ci | the tests run with pnpm test:ci
Nein, der Port ist 8080. | der Port ist 8080.
Das stimmt nicht: wir nutzen pnpm, nicht npm. | wir nutzen pnpm, nicht npm.
Ich meinte die Integrationstests, nicht die Unittests | die Integrationstests, nicht die Unittests
Verwende vitest statt jest | Verwende vitest statt jest
Mach das nicht, nimm stattdessen den vorhandenen Logger.
Falsch, es sind Sekunden und keine Millisekunden. | es sind Sekunden und keine Millisekunden.
Das war nicht, was ich wollte. Die Funktion soll synchron bleiben. | Die Funktion soll synchron bleiben.
Non, le port est 8080. | le port est 8080.
Ce n'est pas ce que j'ai demandé, je veux un tableau. | je veux un tableau.
Je t'ai demandé de garder les noms publics. | garder les noms publics.
Ne modifie pas les tests, corrige le code.
Utilise vitest au lieu de jest
Tu as oublié de mettre à jour le changelog
No, el puerto es 8080. | el puerto es 8080.
Eso no es lo que pedí, quiero una tabla. | quiero una tabla.
No uses npm, usa pnpm en su lugar.
Usa vitest en vez de jest
Olvidaste actualizar el changelog
No toques los tests, arregla el código.
No, the tests go into the test folder
nope, use the v2 client
That's not right. The fee is charged per item.
that's incorrect, invoices are numbered per year
Don't rename public functions
do not touch the CI config please
Stop using default exports
I said only the backend
I told you not to install anything
I asked you to write it in Go
You forgot the license header
you deleted the wrong branch
Use fetch instead of axios
Put it in utils instead.
It should be a POST, not a GET
Wrong folder, it belongs in packages/core
Almost, but the sort order should be descending
No no no, keep the old signature
Actually, use the other template
Not in main.ts, in app.ts please
Hm. That's not what I meant. The button should open a dialog.
You used spaces but the project uses tabs
Nein, verwende die neue Schnittstelle
Das ist falsch. Die Frist beträgt 14 Tage.
Nein, das muss in den Ordner lib
Ich sagte doch, keine neuen Pakete
Bitte nicht committen, nur ändern
Nimm lieber den alten Client statt des neuen
Non, mets-le dans le dossier lib
C'est incorrect, le délai est de 14 jours
Ne supprime pas les anciens fichiers
No, ponlo en la carpeta lib
Está mal. El plazo es de 14 días.
No borres los archivos antiguos
Te pedí que usaras Go`,
  ),
  ...labelled(
    "remember",
    `Remember that we deploy on Thursdays only. | we deploy on Thursdays only.
remember to run the formatter before each commit | run the formatter before each commit
from now on, answer in German please | answer in German please
In future, always run the linter before you push. | always run the linter before you push.
Next time, run the migrations first. | run the migrations first.
note for later: the CI token expires in March | the CI token expires in March
For future reference, the API key rotates every month. | the API key rotates every month.
Don't forget that releases are cut from the stable branch. | releases are cut from the stable branch.
Always ask before you delete files. | Always ask before you delete files.
Great, thanks! Please remember that the port is 8081. | the port is 8081.
Whenever you change the schema, regenerate the client.
No, use tabs from now on
Merk dir: der Staging-Server heißt kiwi | der Staging-Server heißt kiwi
Ab jetzt immer pnpm benutzen | immer pnpm benutzen
In Zukunft bitte vor dem Push den Linter laufen lassen. | bitte vor dem Push den Linter laufen lassen.
Notiz für später: das Token läuft im März ab | das Token läuft im März ab
Vergiss nicht, dass Releases vom Zweig stable kommen. | Releases vom Zweig stable kommen.
Künftig keine neuen Abhängigkeiten ohne Rückfrage.
Retiens : on déploie seulement le jeudi | on déploie seulement le jeudi
Désormais réponds en français. | réponds en français.
À l'avenir, ne touche pas aux fichiers générés. | ne touche pas aux fichiers générés.
N'oublie pas que les tests ont besoin de Docker. | les tests ont besoin de Docker.
Recuerda: desplegamos solo los jueves | desplegamos solo los jueves
De ahora en adelante, responde en español. | responde en español.
En el futuro, no toques los archivos generados. | no toques los archivos generados.
No olvides que las pruebas necesitan Docker. | las pruebas necesitan Docker.
Remember: invoices are numbered per year
remember that the main branch is protected
Please remember to update the changelog
From now on write tests for each bug fix
In future use the v2 client
Next time, ask me before you delete anything
Note for later: the sandbox resets at midnight
Keep in mind that Safari has no support for this
Going forward, use fetch instead of axios
Always use UTC for dates
Never install global packages
Don't forget that the API is rate limited
Merk dir, dass der Hauptzweig geschützt ist
Ab jetzt bitte auf Deutsch antworten
Denk daran: die Sandbox wird um Mitternacht geleert
In Zukunft immer UTC verwenden
Souviens-toi que la branche principale est protégée
La prochaine fois, demande avant de supprimer
Recuerda que la rama principal está protegida
De ahora en adelante usa UTC`,
  ),
  ...labelled(
    "neither",
    `No tests exist yet, please add some
I can't remember
No, that's all for today
no need to run the tests
No idea why it fails, can you look?
No, go ahead.
Nothing else, thank you
Never mind, I found it myself
Yes, please
Add a test for the parser that covers empty input
Why is the port 8080 and not 3000?
Is this correct?
The error says: don't use deprecated API
Can you find the wrong import in src/index.ts?
Stop the running container and start it again
Replace moment with date-fns in the whole project
Write a function that returns null instead of throwing
I remember that we had a script for this, where is it?
Do you remember what we did yesterday?
Remember when we broke production? Same thing again, please look at the logs.
Add a note field to the order form
What happens next time the cron job runs?
The next time slot is free, book it
Show me what the code will do from now on
Always returns 404. Can you debug it?
Thanks, that looks good
That's not bad at all
I'm not sure. What do you think?
You don't need to do anything
Could we use a map instead of an object here?
Don't you think the name is odd?
Actually, can you also update the docs?
I asked a colleague and he says it works
I meant to ask: how long does the build take?
Undo
ok
The user said "no, use tabs" in the ticket. Summarise the ticket.
Use the new API to list all orders
Put the results into a CSV file
Write a poem about forgetting
If the input is wrong, throw an error
Correct the spelling mistakes in the README
No output at all. What now?
No module named requests
Nein danke
Nein, das war alles
Was ist daran falsch?
Ich kann mich nicht erinnern
Ich habe gesagt bekommen, dass es geht. Stimmt das?
Schreib eine Funktion, die nicht blockiert
Füge einen Test für leere Eingaben hinzu
Pas de problème, merci
Non, c'est tout
Je ne me souviens plus du nom
Pourquoi est-ce que c'est faux ?
C'est parfait, continue
No hay problema, gracias
No, eso es todo
No hay pruebas todavía, añade algunas
No recuerdo el nombre de la rama
Añade una prueba para la entrada vacía
¿Cuándo es la próxima vez que se ejecuta?
No problem
no thanks, I'm good
No, that will be all
Not sure, what would you do?
No luck, same error as before
The tests are wrong, fix them
Is this wrong?
Add an option --no-color to the CLI
Use the attached screenshot as a reference
Create a page that lists all invoices
Don't you have access to the repo?
Stop at the first error and print it
Implement the retry logic, not more than three attempts
Find all places where we do not check for null
I asked for help in the forum, here is the answer I got
I meant no harm, go on
Do you remember my name?
I will remember that, thanks
We should remember the last selected tab in local storage
What should I keep in mind when I use threads?
How would you do it next time?
From which version on is this supported?
In the future tense, how do you say "to go" in French?
The user is always redirected to the login page. Why?
It never finishes. Please profile it.
Write the release notes for version 2
The old endpoint was wrong, so we added a new one. Update the docs.
That was quick, thanks!
That's exactly right
It's good now
Kein Ding
Nein, alles super
Wie benutze ich das statt npm?
Was bedeutet "merk dir das" auf Englisch?
Der Test ist falsch, kannst du ihn reparieren?
Non, rien
Est-ce que c'est faux ?
Corrige l'erreur dans le test
No, nada más
¿Qué está mal aquí?
Corrige el error en la prueba
Escribe una función que no bloquee`,
  ),
];
