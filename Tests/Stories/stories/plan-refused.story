A plan is carried out only while commit, config and what is live are the same.

  $ cat > sampan.json <<'END'
  > { "targets": {
  >   "here": { "local": { "directory": "../site" }, "package": {} },
  >   "there": { "local": { "directory": "../there", "keep": 3 }, "package": {} } } }
  > END
  $ git add -A && git commit -qm 'Start'
  $ sampan plan -q here there --out ../plan.json > /dev/null

The commit has moved.

  $ echo 2 > two && git add -A && git commit -qm 'Two'
  $ sampan deploy --plan ../plan.json
  sampan: error: ../plan.json is out of date: commit e7f7cf3f6469 → 3a55978daf40
  sampan: hint: to carry it out: git checkout e7f7cf3f6469
  sampan: hint: make a new plan: sampan plan here there --out ../plan.json
  [5]
  $ git checkout -q HEAD~1

The config has moved.

  $ sed -i 's/"keep": 3/"keep": 4/' sampan.json && sampan deploy --plan ../plan.json
  sampan: error: ../plan.json is out of date: sampan.json has changed: SHA-256 679b133a3950 → 94c4d0c18115
  sampan: hint: make a new plan: sampan plan here there --out ../plan.json
  [5]
  $ git checkout -q sampan.json && cp sampan.json other.json && sampan deploy --plan ../plan.json --config other.json
  sampan: error: ../plan.json is out of date: config file sampan.json → other.json
  sampan: hint: make a new plan: sampan plan here there --out ../plan.json
  [5]
  $ rm other.json

What is live at one target has moved: nothing is deployed to the others either.

  $ git checkout -q main && sampan deploy -q there > /dev/null
  $ git checkout -q HEAD~1 && sampan deploy --plan ../plan.json
  sampan: error: ../plan.json is out of date: target "there": live nothing → 20231114-3a55978d of commit 3a55978daf40
  sampan: hint: check what is live: sampan status there
  sampan: hint: make a new plan: sampan plan here there --out ../plan.json
  [5]
  $ ls ../site
  ls: cannot access '../site': No such file or directory
  [2]

It moves while the deploy is running: it is asked again before each write.

  $ git checkout -q main && cat > sampan.json <<'END'
  > { "targets": {
  >   "here": { "local": { "directory": "../site" }, "package": {}, "before": "sampan deploy -q rival" },
  >   "rival": { "local": { "directory": "../site" }, "package": { "exclude": ["two"] } } } }
  > END
  $ git add -A && git commit -qm 'Rivals' && sampan plan -q here --out ../here.json > /dev/null
  $ sampan deploy -q --plan ../here.json
  sampan: error: ../here.json is out of date: target "here": live nothing → 20231114-54eb2ee6 of commit 54eb2ee699d3
  sampan: hint: check what is live: sampan status here
  sampan: hint: make a new plan: sampan plan here --out ../here.json
  here  failed  20231114-54eb2ee6  still live: 20231114-54eb2ee6 (54eb2ee6)  # s
  [5]

The plan of another repository.

  $ git init -q -b main ../another && cd ../another && git -C ../work show HEAD~1:sampan.json > sampan.json && git add -A && git commit -qm 'Another'
  $ sampan deploy --plan ../plan.json
  sampan: error: ../plan.json is out of date: commit e7f7cf3f6469 → 76675a0811ae
  sampan: hint: is it the plan of another repository? commit e7f7cf3f6469184bd92ffa926e1a6c8179cd87e9 is not in this clone
  sampan: hint: to carry it out: git checkout e7f7cf3f6469
  sampan: hint: make a new plan: sampan plan here there --out ../plan.json
  [5]
  $ cd ../work

Files that are not plans, or not any more.

  $ sampan deploy --plan ../none.json
  sampan: error: cannot read "$HOME/work/../none.json": no such file or directory
  [78]
  $ echo '{ "schema": 1 }' > ../report.json && sampan deploy --plan ../report.json
  sampan: error: ../report.json:1:1: "plan" is missing: this is not a plan of sampan
  sampan: hint: make one: sampan plan --out plan.json
  [64]
  $ head -c 300 ../plan.json > ../cut.json && sampan deploy --plan ../cut.json
  sampan: error: ../cut.json:12:13: unterminated string
  sampan: hint: make a new plan: sampan plan --out ../cut.json
  [64]
  $ sed 's/"path": "."/"path": "docs"/' ../plan.json > ../edited.json && sampan deploy --plan ../edited.json
  sampan: error: ../edited.json:12:13: the plan was changed after sampan wrote it
  sampan: hint: make a new plan: sampan plan --out ../edited.json
  [64]
  $ sed 's/"plan": 1/"plan": 2/' ../plan.json > ../newer.json && sampan deploy --plan ../newer.json
  sampan: error: ../newer.json:13:11: the plan has form 2, and this version of sampan reads form 1
  sampan: hint: make a new plan: sampan plan --out ../newer.json
  [64]

The plan has its targets, and its file is a file.

  $ sampan deploy here --plan ../here.json
  sampan: error: deploy --plan takes no targets: the plan has them
  sampan: hint: make a plan for fewer targets: sampan plan TARGET --out ../here.json
  [64]
  $ sampan plan here --out ../site
  sampan: error: "../site" is a directory
  sampan: hint: name a file: sampan plan --out plan.json
  [64]
  $ sampan plan here --out ../missing/plan.json
  sampan: error: the folder of "../missing/plan.json" does not exist
  sampan: hint: mkdir -p $HOME/work/../missing
  [64]
  $ sampan rehearse here --plan ../here.json
  sampan: error: unknown flag --plan for rehearse
  sampan: hint: see all flags: sampan help rehearse
  [64]

Neither the config nor what belongs to git is replaced, by a plan or a package.

  $ for file in sampan.json ./x/../sampan.json .git/config; do sampan plan here --out $file; sampan package here -o $file; done
  sampan: error: "sampan.json" is the config
  sampan: hint: name a file: sampan plan --out plan.json
  sampan: error: "sampan.json" is the config
  sampan: hint: name a file: sampan package here -o package.zip
  sampan: error: "./x/../sampan.json" is the config
  sampan: hint: name a file: sampan plan --out plan.json
  sampan: error: "./x/../sampan.json" is the config
  sampan: hint: name a file: sampan package here -o package.zip
  sampan: error: ".git/config" is in git's own folder
  sampan: hint: name a file: sampan plan --out plan.json
  sampan: error: ".git/config" is in git's own folder
  sampan: hint: name a file: sampan package here -o package.zip
  [64]
