A file that a build made is sent as it is; the same file again is nothing new, wherever the clone lies.

  $ cat > sampan.json <<'END'
  > { "targets": { "here": { "local": { "directory": "../site" }, "package": { "file": "target/app.jar" } } } }
  > END
  $ git add -A && git commit -qm 'Start'
  $ sampan deploy here
  sampan: error: sampan.json:1:63: built file "target/app.jar" is not there
  sampan: hint: build it before this step
  sampan: hint: in CI: pass it on from the build job as an artifact
  [65]
  $ mkdir target && echo one > target/app.jar
  $ sampan -q deploy here
  here deployed 20231114-d757083e file://$HOME/site/current (# s)
  $ cat ../site/current/app.jar
  one
  $ git clone -q . ../elsewhere && mkdir ../elsewhere/target && cp target/app.jar ../elsewhere/target
  $ sampan -q -C ../elsewhere deploy here
  here unchanged 20231114-d757083e file://$HOME/site/current (# s): 20231114-d757083e has the same content and settings (commit d757083e5208)
  $ echo two > target/app.jar && git commit -q --allow-empty -m 'Build again' && sampan -q deploy here
  here deployed 20231114-0d013762 file://$HOME/site/current (# s)
  $ cat ../site/current/app.jar
  two
