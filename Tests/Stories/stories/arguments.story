Flags come before the command or after it, with their values.

  $ cp $FIXTURES/here.json sampan.json && git add -A && git commit -qm 'Start'
  $ sampan -o ../here.zip package here
  $SHA256  ../here.zip
  $ sampan -q --scenario calm rehearse here 2>/dev/null | sed 's/file:.*//'
  here  deployed  20231114-9b2fdc81  
  $ sampan --config sampan.json -C . plan --color never | head -2
  here → local ../site
    version   20231114-9b2fdc81   commit 9b2fdc81 "Start" (A)
  $ mkdir sub && sampan -C sub plan | head -2
  here → local ../site
    version   20231114-9b2fdc81   commit 9b2fdc81 "Start" (A)

The flag takes precedence over its variable, also when it is off.

  $ SAMPAN_JSON=1 sampan plan here --json=false | head -2
  here → local ../site
    version   20231114-9b2fdc81   commit 9b2fdc81 "Start" (A)
  $ SAMPAN_JSON=1 sampan plan here | head -c 11
  {"checked":

An invalid color is an error, wherever it was set.

  $ sampan plan --color purple
  sampan: error: invalid value "purple" for --color
  sampan: hint: valid values: auto, always, never
  [64]
  $ SAMPAN_COLOR=purple sampan plan
  sampan: error: invalid value "purple" for SAMPAN_COLOR
  sampan: hint: valid values: auto, always, never
  [64]

With --json there is an object even if the command line is not valid. Its command is the one that was meant.

  $ facts() { python3 -c 'import json, sys; facts = json.load(sys.stdin); print(facts["command"], facts["exit_code"], facts["error"]["message"])'; }
  $ sampan deploy --json --bogus 2>/dev/null | facts
  deploy 64 unknown flag --bogus for deploy
  $ sampan --json nope 2>/dev/null | facts
  nope 64 unknown command "nope"
  $ SAMPAN_JSON=1 sampan --config gone.json deploy 2>/dev/null | facts
  deploy 78 cannot read "$HOME/work/gone.json": no such file or directory
  $ sampan -C ../gone --json deploy 2>/dev/null | facts
  deploy 64 directory "../gone" does not exist

The targets of a plugin are a setting. An output of an earlier job is not used as a target.

  $ SAMPAN_TARGET=gone sampan plan -q | head -2
  here → local ../site
    version   20231114-9b2fdc81   commit 9b2fdc81 "Start" (A)
  $ CI=woodpecker NO_COLOR=1 PLUGIN_TARGET='here, gone' sampan plan
  sampan: error: target "gone" is not in sampan.json
  sampan: hint: valid values: "here"
  [64]
