The reports of several jobs are merged, and made into one page.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add <b>the</b> service'
  $ sampan rehearse --json > ../api.json 2> ../talk
  $ sampan report merge ../api.json --html ../page.html > ../merged 2> ../told
  $ cat ../told
  sampan: wrote ../page.html
  $ grep -c '^cloud  deployed' ../merged
  1
  $ grep -o 'A rehearsal on emulated clouds: nothing was deployed\|Add &lt;b&gt;the&lt;/b&gt; service' ../page.html
  A rehearsal on emulated clouds: nothing was deployed
  Add &lt;b&gt;the&lt;/b&gt; service
  $ grep -c '<script\|src=\|<link\|url(' ../page.html
  0
  [1]

The page replaces only a page.

  $ ln -s page.html ../link.html
  $ for file in ../api.json ../link.html /dev/stdout - ../gone/page.html; do sampan report merge ../api.json --html $file > ../said 2>&1; echo $?; head -1 ../said; done
  64
  sampan: error: the page would replace ../api.json, of which it is made
  64
  sampan: error: "../link.html" is a symbolic link
  64
  sampan: error: "/dev/stdout" is a symbolic link
  64
  sampan: error: "-" is not a file
  64
  sampan: error: the folder of "../gone/page.html" does not exist

A file that is no report is an error.

  $ sampan report merge Dockerfile
  sampan: error: Dockerfile is not a JSON object
  sampan: hint: make it with --json, and keep only standard output: sampan deploy --json > report.json
  [64]
  $ sampan report mrege ../api.json
  sampan: error: unknown action "mrege" for report
  sampan: hint: did you mean: sampan report merge ../api.json
  [64]
  $ sampan report
  sampan: error: report needs a file to read
  sampan: hint: sampan deploy --json > report.json
  sampan: hint: sampan report merge report.json --html report.html
  [64]
