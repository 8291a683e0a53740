This target sends the requests of the vendor's own sample for ESA: parameters of the query in the URL, those of the form below.

  $ cat > sampan.json <<'END'
  > { "targets": { "edge": {
  >   "remark": "test publish app",
  >   "wait": false,
  >   "esa": {
  >     "appId": "app-88068867578379****", "versionId": "ver-87962637161651****", "publishEnv": "prod",
  >     "percentage": 100, "startTime": "2023-06-05T16:00:00Z", "publishType": "percentage",
  >     "regions": ["jiangsu"], "fullRelease": true
  >   } } } }
  > END
  $ git add -A && git commit -qm 'Start'
  $ sampan plan -v edge | sed -n '/ 5\. /,$p'
    5. POST https://esa.cn-hangzhou.aliyuncs.com/?FullRelease=true&PublishType=percentage&Regions=["jiangsu"]&VersionId=ver-87962637161651**** PublishEdgeContainerAppVersion
       {
         "AppId": "app-88068867578379****",
         "Percentage": "100",
         "PublishEnv": "prod",
         "Remarks": "test publish app sampan:5f8c7030f811.f02b4531e778.16cc6f",
         "StartTime": "2023-06-05T16:00:00Z"
       }

Values that the cloud would refuse are reported with their place, before anything is sent.

  $ sed -e 's/"prod"/"production"/' -e 's/100,/101,/' sampan.json > wrong.json
  $ sampan check --config wrong.json
  wrong.json:5:93: error: expected "prod" or "staging" for "esa.publishEnv" in target "edge", found the string "production"
  wrong.json:6:19: error: expected an integer from 1 to 100 for "esa.percentage" in target "edge", found 101
  [78]
  $ sed 's/ver-8/v8/' sampan.json > wrong.json
  $ sampan plan edge --config wrong.json
  sampan: error: wrong.json:5:53: "v87962637161651****" is not a valid version id of ESA
  sampan: hint: its id begins with ver-, e.g. ver-8796263716
  [78]
  $ sed 's/"wait": false,//' sampan.json > wrong.json
  $ sampan plan edge --config wrong.json
  sampan: error: wrong.json:6:37: sampan cannot wait for a publication at a set time
  sampan: hint: set "wait": false
  [78]
