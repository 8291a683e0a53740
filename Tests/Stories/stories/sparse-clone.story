A clone of a part of the repository has what a target packages: that is enough. What is missing elsewhere is not needed.

  $ cat > sampan.json <<'END'
  > {
  >   "targets": {
  >     "api": { "local": { "directory": "../api" }, "package": { "path": "services/api" } },
  >     "all": { "local": { "directory": "../all" }, "package": {} }
  >   }
  > }
  > END
  $ mkdir -p services/api big && echo api > services/api/main.txt && echo model > big/model.bin && echo second > big/other.bin
  $ git add -A && git commit -qm 'Start' && git config uploadpack.allowFilter true
  $ git clone -q --filter=blob:none --no-checkout "file://$PWD" ../part && cd ../part
  $ git sparse-checkout set --cone services/api && git checkout -q main
  $ sampan package api -o ../api.zip --list | head -1
  100644 4 main.txt
  $ sampan package all -o ../all.zip
  sampan: error: the content of "big/model.bin" and of 1 more file is missing from the clone (partial or sparse checkout)
  sampan: hint: check out without a filter and without sparse-checkout
  sampan: hint: git fetch --refetch --no-filter origin
  [65]
