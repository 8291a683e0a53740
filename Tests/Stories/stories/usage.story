A word that is no command, a flag that is none, a value that is missing.

  $ sampan delpoy
  [-1]
  $ sampan deploy --forse
  [-1]
  $ sampan package -o
  [-1]
  $ sampan plan -C ../gone
  [-1]
  $ sampan rehearse --scenario windy
  [-1]
  $ sampan deploy --json=maybe
  [-1]

Every flag has a variable; the flag wins. Plugin containers hand over their settings as such.

  $ cp $FIXTURES/here.json other.json && git add -A && git commit -qm 'Start'
  [-1]
  $ SAMPAN_CONFIG=other.json sampan plan -q | head -1
  [-1]
  $ SAMPAN_CONFIG=none.json sampan plan --config other.json | head -1
  [-1]
  $ CI=woodpecker PLUGIN_CONFIG=other.json PLUGIN_TARGET=here sampan plan | head -1
  [-1]
  $ PLUGIN_CONFIG=other.json sampan check
  [-1]

Without a repository, the place is named.

  $ cd .. && sampan plan
  [-1]
