A file that a build made is sent as it is; the same file again is unchanged, wherever the clone is.

  $ cat > sampan.json <<'END'
  > { "targets": { "here": { "local": { "directory": "../site" }, "package": { "file": "target/app.jar" } } } }
  > END
  $ git add -A && git commit -qm 'Start'
  $ sampan deploy here
  sampan: error: sampan.json:1:63: built file "target/app.jar" does not exist
  sampan: hint: build it before this step
  sampan: hint: in CI: pass it on from the build job as an artifact
  [65]
  $ mkdir target && echo one > target/app.jar
  $ sampan -q deploy here
  here  deployed  20231114-d757083e  file://$HOME/site/current  # s
  $ cat ../site/current/app.jar
  one
  $ git clone -q . ../elsewhere && mkdir ../elsewhere/target && cp target/app.jar ../elsewhere/target
  $ sampan -q -C ../elsewhere deploy here
  here  unchanged  20231114-d757083e  file://$HOME/site/current  20231114-d757083e has the same content and settings (commit d757083e5208)
  $ echo two > target/app.jar && git commit -q --allow-empty -m 'Build again' && sampan -q deploy here
  here  deployed  20231114-0d013762  file://$HOME/site/current  # s
  $ cat ../site/current/app.jar
  two

Its path may contain links, as long as they stay inside of the repository. No other file of the machine is deployed.

  $ mv target/app.jar target/app-2.jar && ln -s app-2.jar target/app.jar
  $ sampan -q deploy here
  here  unchanged  20231114-0d013762  file://$HOME/site/current  20231114-0d013762 has the same content and settings (commit 0d01376205be)
  $ ln -sf /proc/self/environ target/app.jar && sampan plan here
  sampan: error: sampan.json:1:63: "target/app.jar" points outside of the repository: "target/app.jar" is a link to "/proc/self/environ"
  sampan: hint: replace the link by the file itself
  [65]
  $ rm -r target && ln -s /etc target && sed 's/app.jar/passwd/' sampan.json > etc.json && sampan plan here --config etc.json
  sampan: error: etc.json:1:63: "target/passwd" points outside of the repository: "target" is a link to "/etc"
  sampan: hint: replace the link by the file itself
  [65]
  $ rm target && mkdir target && mkfifo target/app.jar && sampan plan here
  sampan: error: sampan.json:1:63: cannot read "target/app.jar": it is not a regular file
  [65]
  $ sed 's/target.app.jar/.git\/config/' sampan.json > git.json && sampan plan here --config git.json
  sampan: error: git.json:1:63: ".git/config" points outside of the repository: files in ".git" are never deployed
  sampan: hint: replace the link by the file itself
  [65]
  $ mv sampan.json ../elsewhere.json && ln -s ../elsewhere.json sampan.json && sampan check
  sampan: error: "sampan.json" points outside of the repository: "sampan.json" is a link to "../elsewhere.json"
  sampan: hint: replace the link by the file itself
  [65]
  $ git clone -q --bare . ../server.git && sampan -C ../server.git plan here
  sampan: error: sampan.json:1:63: "file" needs a work tree, and this repository is bare
  sampan: hint: deploy from a clone with a work tree
  [65]
