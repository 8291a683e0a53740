A CI log has colors, in messages and findings; a file has none.

  $ cp $FIXTURES/here.json sampan.json && git add -A && git commit -qm 'Start'
  $ colors() { grep -c "$(printf '\033')" "$@"; }
  $ export CI=woodpecker PLUGIN_TARGET=here
  $ sampan plan 2>/dev/null | colors
  1
  $ sampan deploy 2>&1 >/dev/null | colors
  1
  $ sampan deploy > ../results 2> ../talk; colors ../results ../talk
  ../results:0
  ../talk:1
  $ FORCE_COLOR=1 sampan plan > ../results; colors ../results
  1
  $ NO_COLOR=1 sampan plan 2>/dev/null | colors
  0
  [1]
  $ sampan plan --color never | colors
  0
  [1]

On a terminal, each stream is checked on its own.

  $ unset CI PLUGIN_TARGET
  $ script -qec 'sampan plan here' /dev/null | colors
  1
  $ script -qec 'sampan plan here > ../results' /dev/null; colors ../results
  0
  [1]
