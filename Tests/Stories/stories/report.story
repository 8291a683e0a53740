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
