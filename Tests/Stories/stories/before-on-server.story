A server does not run commands that were pushed, unless its own git config allows it.

  $ git init -q --bare -b main ../server.git && git -C ../server.git config sampan.localRoot "$HOME/sites"
  $ sampan -C ../server.git hook install | sed 1q
  post-receive: $HOME/server.git/hooks/post-receive
  $ cat > sampan.json <<'END'
  > { "targets": { "here": { "when": { "branch": "main" }, "local": { "directory": "../sites/here" }, "package": {},
  >   "after": "touch ../ran" } } }
  > END
  $ git add -A && git commit -qm 'Start' && git remote add server ../server.git
  $ ended() { for i in $(seq 300); do grep -q "$1" ../server.git/sampan/hook.log && break; sleep 0.1; done; }
  $ SAMPAN_LANG=en git push -q server main 2>/dev/null; ended 'does not run commands'
  $ sed 's/.*Z post-/TIME post-/' ../server.git/sampan/hook.log
  TIME post-receive: refs/heads/main
  sampan: refs/heads/main is commit 0e911f241adf Start
  sampan.json:2:12: error: target "here" has commands, and this server does not run commands that were pushed
  sampan: hint: to trust all users who may push: git -C $HOME/server.git config sampan.allowCommands true
  $ ls ../ran ../sites
  ls: cannot access '../ran': No such file or directory
  ls: cannot access '../sites': No such file or directory
  [2]

The config of a commit cannot allow it to itself; whoever may log in to the server can.

  $ git -C ../server.git config sampan.allowCommands true
  $ git commit -q --allow-empty -m 'Again' && SAMPAN_LANG=en git push -q server main 2>/dev/null; ended 'here  deployed'
  $ ls ../ran
  ../ran
