git's own config, as git reads it: the directory for hooks, from the environment.

  $ cp $FIXTURES/here.json sampan.json && git add -A && git commit -qm 'Start'
  $ export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0=$HOME/theirs
  $ sampan hook install
  sampan: error: hooks are run by core.hooksPath = $HOME/theirs, which does not call sampan yet
  sampan: hint: add to $HOME/theirs/post-merge: hook="$(git rev-parse --git-common-dir)/sampan/post-merge"; [ ! -x "$hook" ] || "$hook" "$@"
  sampan: hint: add to $HOME/theirs/post-commit: hook="$(git rev-parse --git-common-dir)/sampan/post-commit"; [ ! -x "$hook" ] || "$hook" "$@"
  sampan: hint: then run: sampan hook install
  [78]
  $ unset GIT_CONFIG_COUNT

A syntax error has a place.

  $ printf '[user]\n\tname = A\n[core\n' > ../user && GIT_CONFIG_GLOBAL=$HOME/user sampan hook status
  sampan: error: $HOME/user:3: git's config cannot be read: missing ']' in section header
  sampan: hint: correct line 3 of $HOME/user
  [65]

A config file that is excluded from the package is still used, in a bare repository too.

  $ echo 'sampan.json export-ignore' > .gitattributes && git add -A && git commit -qm 'Keep it out'
  $ sampan package here --list -o ../x.zip | grep -c json
  0
  [1]
  $ git clone -q --bare . ../bare.git && sampan -C ../bare.git plan here | head -2
  here → local ../site
    version   20231114-*   commit * (glob)
