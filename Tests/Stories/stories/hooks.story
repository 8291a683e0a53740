The hooks of a clone: installed once, they deploy what was merged, in the background.

  $ cp $FIXTURES/here.json sampan.json && git add -A && git commit -qm 'Start'
  $ printf '#!/bin/sh\necho the earlier hook ran\n' > .git/hooks/post-merge && chmod +x .git/hooks/post-merge
  $ sampan hook status
  post-merge: not installed
  post-commit: not installed
  log: $HOME/work/.git/sampan/hook.log, which does not exist yet
  $ sampan hook install
  post-merge: $HOME/work/.git/hooks/post-merge, after $HOME/work/.git/hooks/post-merge.sampan-prev
  post-commit: $HOME/work/.git/hooks/post-commit
  log: $HOME/work/.git/sampan/hook.log
  $ git checkout -q -b feature && git commit -q --allow-empty -m 'Go on' && git checkout -q main
  $ git merge -q feature
  the earlier hook ran
  sampan: post-merge is running in the background, log: $HOME/work/.git/sampan/hook.log
  $ for i in $(seq 300); do grep -q 'here  deployed' .git/sampan/hook.log && break; sleep 0.1; done
  $ sed 's/.*Z post-/TIME post-/' .git/sampan/hook.log
  TIME post-merge: refs/heads/main
  sampan: refs/heads/main is commit 270c4c2cb0e2 Go on
  here → local ../site   20231114-270c4c2c
    preflight nothing is live yet                                     # s
    package   1 file, 220 B, sha256 $SHA256  # s
    publish   done                                                    # s
    update    operation 20231114-270c4c2c                             # s
    rollout   20231114-270c4c2c                                       # s
    verify    receives all traffic                                    # s
  here  deployed  20231114-270c4c2c  file://$HOME/site/current  # s

SAMPAN=0 skips the hook.

  $ git checkout -q feature && git commit -q --allow-empty -m 'Side' && git checkout -q main
  $ SAMPAN=0 git merge -q --no-ff -m 'Merge' feature
  the earlier hook ran

Uninstalling restores the existing hooks.

  $ sampan hook uninstall
  post-merge: removed $HOME/work/.git/hooks/post-merge
  post-merge: restored $HOME/work/.git/hooks/post-merge
  post-commit: removed $HOME/work/.git/hooks/post-commit
  $ cat .git/hooks/post-merge; ls .git/sampan
  #!/bin/sh
  echo the earlier hook ran
  ls: cannot access '.git/sampan': No such file or directory
  [2]

Errors of the command have an exit code.

  $ sampan hook
  sampan: error: hook needs an action
  sampan: hint: valid actions: install, uninstall, status, print
  sampan: hint: see: sampan help hook
  [64]
  $ sampan hook instal
  sampan: error: unknown action "instal" for hook
  sampan: hint: valid actions: install, uninstall, status, print
  sampan: hint: see: sampan help hook
  [64]
  $ sampan hook print pre-push
  sampan: error: unsupported hook "pre-push"
  sampan: hint: valid hooks: post-merge, post-commit, post-receive
  [64]
  $ cd .. && sampan hook install
  sampan: error: no git repository at "$HOME" or above it
  sampan: hint: name the clone with -C DIR, or run git clone or git init
  [65]

What the scripts start never fails.

  $ sampan hook run post-merge refs/heads/main
  sampan: error: no git repository at "$HOME" or above it
  sampan: hint: name the clone with -C DIR, or run git clone or git init
