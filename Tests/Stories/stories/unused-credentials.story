A credential in the environment is masked even where the command does not use it.

  $ cat > sampan.json <<'END'
  > { "targets": { "here": { "local": { "directory": "../site" }, "package": {} } } }
  > END
  $ git add -A && git commit -qm 'Print hunter2secret by mistake'
  $ sampan plan here | grep -c hunter2secret
  2
  $ export TENCENTCLOUD_SECRET_KEY=hunter2secret
  $ sampan plan here | grep -c hunter2secret
  0
  [1]
  $ sampan plan here --json | grep -c hunter2secret
  0
  [1]
  $ sampan deploy here --json 2>&1 | grep -c hunter2secret
  0
  [1]
