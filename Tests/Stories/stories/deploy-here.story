A commit is deployed to this machine: unpacked beside what is live, then switched to.

  $ cp $FIXTURES/here.json sampan.json
  [-1]
  $ echo one > index.html
  [-1]
  $ git add -A && git commit -qm 'Add a page'
  [-1]
  $ sampan deploy
  [-1]
  $ cat ../site/current/index.html
  [-1]
  $ readlink ../site/current
  [-1]

The same commit again changes nothing.

  $ sampan deploy
  [-1]

A newer commit replaces it. Results go to standard output, talk to standard error.

  $ echo two > index.html && git commit -qam 'Change the page'
  [-1]
  $ sampan deploy 2> talk
  [-1]
  $ grep -c . talk
  [-1]
  $ rm talk
  [-1]
  $ cat ../site/current/index.html
  [-1]
  $ sampan status
  [-1]

An older one does not, unless it is told to.

  $ git checkout -q HEAD~1
  [-1]
  $ sampan deploy here
  [-1]
  $ cat ../site/current/index.html
  [-1]

Two releases are kept.

  $ git checkout -q main
  [-1]
  $ git commit -q --allow-empty -m 'Three' && sampan -q deploy
  [-1]
  $ echo four > index.html && git commit -qam 'Four' && sampan -q deploy
  [-1]
  $ ls ../site/releases | wc -l
  [-1]
