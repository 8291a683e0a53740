A shallow clone cannot describe its commit: the message has the fix for the CI system.

  $ cat > sampan.json <<'END'
  > {
  >   "version": "{describe}",
  >   "targets": {
  >     "here": { "local": { "directory": "../site" }, "package": {} },
  >     "small": { "local": { "directory": "../site" }, "package": { "maxBytes": 100 } }
  >   }
  > }
  > END
  $ git add -A && git commit -qm 'Start' && git tag v1.0.0 && git commit -q --allow-empty -m 'Go on'
  $ sampan plan here | head -2
  here → local ../site
    version   1.0.0-1-g6d6eb187   commit 6d6eb187 "Go on" (A)
  $ git clone -q --depth 1 "file://$PWD" ../shallow
  $ sampan -C ../shallow plan here
  sampan: error: the clone has too little history to find the nearest tag
  sampan: hint: git fetch --unshallow --tags
  [65]
  $ GITHUB_ACTIONS=true sampan -C ../shallow plan here
  sampan: [1;31merror[0m: the clone has too little history to find the nearest tag
  sampan: [36mhint[0m: in the workflow, give actions/checkout the whole history: `with: { fetch-depth: 0 }`
  sampan: [36mhint[0m: git fetch --unshallow --tags
  ::error::the clone has too little history to find the nearest tag%0Asampan: hint: in the workflow, give actions/checkout the whole history: `with: { fetch-depth: 0 }`%0Asampan: hint: git fetch --unshallow --tags
  [65]

An LFS pointer is not the file.

  $ printf 'version https://git-lfs.github.com/spec/v1\noid sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03\nsize 6\n' > model.bin
  $ git add -A && git commit -qm 'Add the model'
  $ sampan package here -o ../x.zip
  sampan: error: sampan.json:4:52: 1 file is a Git LFS pointer: "model.bin"
  sampan: hint: set "lfs": "worktree" in "package" and run: git lfs pull
  sampan: hint: exclude them with "exclude" in "package"
  [65]

A package above the limit is not sent.

  $ git rm -q model.bin && git commit -qm 'Remove the model'
  $ sampan deploy small
  small → local ../site   1.0.0-3-g1da97a2e
    preflight nothing is live yet                                     # s
  
  sampan: error: sampan.json:5:53: package has 239 bytes, more than the 100 allowed by "maxBytes"
  sampan: cause: sampan.json: 203 bytes before compression
  sampan: hint: leave out what the service does not need with "exclude" in "package"
  sampan: hint: raise "maxBytes" in "package" if the provider accepts more
  
  small  failed  1.0.0-3-g1da97a2e  # s
  [65]

A repository without commits.

  $ git init -q ../empty && cp sampan.json ../empty
  $ sampan -C ../empty plan here
  sampan: error: HEAD of "$HOME/empty" has no commit yet
  sampan: hint: git add . && git commit
  sampan: hint: git checkout BRANCH, when HEAD points to a branch that no longer exists
  [65]
