cloud: calm
calls: UpdateCloudRunServer 0

Offline commands open no socket: here every socket is refused and recorded.

  $ clang -shared -fPIC -o ../refuse.so $FIXTURES/offline/refuse.c
  $ cp $FIXTURES/cloud.json sampan.json && echo 'FROM scratch' > Dockerfile && git add -A && git commit -qm 'Add the service'
  $ export SOCKETS=$HOME/sockets LD_PRELOAD=$HOME/refuse.so
  $ for words in version check plan schema 'hook install' 'hook status' 'package cloud -o ../p.zip'; do sampan $words >/dev/null || echo $words; done

A hook for a branch without targets.

  $ git checkout -q -b feature && sampan hook run post-merge refs/heads/feature 2>&1 | grep -v post-merge:
  sampan: refs/heads/feature is commit ba28031b3055 Add the service
  cloud  skipped  it needs branch "main", this is branch "feature"
  $ test -e $SOCKETS || echo none
  none
  $ git checkout -q main && sampan deploy >/dev/null 2>&1
  [75]
  $ sort -u $SOCKETS
  socket
