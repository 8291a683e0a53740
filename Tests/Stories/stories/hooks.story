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
  kept the log: $HOME/work/.git/sampan/hook.log
  $ cat .git/hooks/post-merge; ls .git/sampan | grep -v blobs
  #!/bin/sh
  echo the earlier hook ran
  hook.log
  $ sampan hook uninstall
  no hook is installed

A branch has its own name in what is told of it, in the language of the messages.

  $ sampan hook install -q && git branch -q -m 主干 && mkdir -p .git/sampan && printf 'refs/heads/主干 failed at 2026-11-29T10:11:14Z\n' > .git/sampan/hook.failed
  post-merge: $HOME/work/.git/hooks/post-merge, after $HOME/work/.git/hooks/post-merge.sampan-prev
  post-commit: $HOME/work/.git/hooks/post-commit
  log: $HOME/work/.git/sampan/hook.log
  $ sampan hook status 2>&1 | grep warning; SAMPAN_LANG=zh sampan hook status 2>&1 | grep 警告
  sampan: warning: the last deploy of refs/heads/主干 failed at 2026-11-29T10:11:14Z
  sampan: 警告：refs/heads/主干 最近一次部署失败，时间 2026-11-29T10:11:14Z
  $ hook() { env SAMPAN_BIN=/bin/true "$@" sh .git/hooks/post-merge 0 2>&1 | grep -v earlier; }; hook SAMPAN_LANG=en; hook SAMPAN_LANG= LC_ALL=zh_CN.UTF-8
  sampan: the last deploy of refs/heads/主干 failed at 2026-11-29T10:11:14Z
  sampan: post-merge is running in the background, log: $HOME/work/.git/sampan/hook.log
  sampan: refs/heads/主干 最近一次部署失败，时间 2026-11-29T10:11:14Z
  sampan: post-merge 正在后台运行，日志：$HOME/work/.git/sampan/hook.log
  $ printf 'refs/heads/a started at T and did not finish\nrefs/heads/b was refused at T: frozen until U; deploy it then: sampan deploy\n' > .git/sampan/hook.failed; hook SAMPAN_LANG=zh | head -2; SAMPAN_LANG=zh sampan hook status 2>&1 | grep 警告
  sampan: refs/heads/a 最近一次部署没有完成，开始时间 T
  sampan: refs/heads/b 最近一次部署在 T 被拒绝，冻结期到 U 为止；届时部署：sampan deploy
  sampan: 警告：refs/heads/a 最近一次部署没有完成，开始时间 T
  sampan: 警告：refs/heads/b 最近一次部署在 T 被拒绝，冻结期到 U 为止
  $ printf '{ "targets": { "here": { "when": { "branch": "**" }, "local": { "directory": "../site" }, "package": { "path": "gone" } } } }' > sampan.json
  $ git commit -qam 'Gone' && sampan hook run post-merge refs/heads/主干 > /dev/null 2>&1; sed 's/at .*/at TIME/' .git/sampan/hook.failed | tail -1
  refs/heads/主干 failed at TIME
  $ sampan hook uninstall > /dev/null && ls .git/sampan | grep -v blobs
  hook.log

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
