cloud: calm
calls: UpdateCloudRunServer 0

Without a libcurl that can be loaded, offline commands work, and all others print what to install.

  $ cp $FIXTURES/cloud.json sampan.json && echo 'FROM scratch' > Dockerfile && git add -A && git commit -qm 'Add the service'
  $ mkdir ../broken && echo none > ../broken/libcurl.so.4 && export LD_LIBRARY_PATH=$HOME/broken
  $ sampan plan >/dev/null
  $ sampan deploy 2>&1 | grep -e error: -e hint:
  sampan: error: libcurl cannot be loaded
  sampan: hint: apt-get install libcurl4
  $ sampan deploy >/dev/null 2>&1
  [78]
