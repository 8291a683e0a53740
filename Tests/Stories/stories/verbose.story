cloud: calm

With -v every request is printed: method, host and path, the API's action if the path does not have it, status, the id for
the provider's support, and the duration. Never a query, a key or a signature. Without -v none is printed.

  $ cp $FIXTURES/clouds.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the services'
  $ requests() {
  >   grep -E '^ *(GET|HEAD|POST|PUT) ' | sed -E \
  >     -e 's/^ *//; s/127\.0\.0\.1:[0-9]+/HOST/; s/, [0-9.]+ m?s$/, TIME/' \
  >     -e 's/request id [^,]+/request id ID/; s/[0-9]{8,}/N/' | sort -u
  > }
  $ sampan rehearse shop mini edge 2>&1 | requests
  $ sampan rehearse -v shop 2>&1 | requests
  POST HOST/ DescribeApplicationInfo: 200, request id ID, TIME
  POST HOST/ DescribeDeployApplicationDetail: 200, request id ID, TIME
  POST HOST/ RollingUpdateApplicationByVersion: 200, request id ID, TIME
  $ sampan rehearse -v mini 2>&1 | requests
  POST HOST/componenttcb/getcsversiondetail: 200, TIME
  POST HOST/componenttcb/getcsversionlist: 200, TIME
  POST HOST/componenttcb/rollupdatecloudbaserunserverversion: 200, TIME
  $ sampan rehearse -v edge 2>&1 | requests
  GET HOST/ GetEdgeContainerAppVersion: 200, request id ID, TIME
  GET HOST/ ListEdgeContainerAppVersions: 200, request id ID, TIME
  POST HOST/ CreateEdgeContainerAppVersion: 200, request id ID, TIME
  POST HOST/ GetEdgeContainerAppStatus: 200, request id ID, TIME
  POST HOST/ PublishEdgeContainerAppVersion: 200, request id ID, TIME
  $ cp $FIXTURES/cloud.json sampan.json
  $ sampan rehearse -v 2>&1 | requests
  POST HOST/ DescribeCloudBaseBuildService: 200, request id ID, TIME
  POST HOST/ DescribeCloudBaseRunServerVersion: 200, request id ID, TIME
  POST HOST/ DescribeCloudRunDeployRecord: 200, request id ID, TIME
  POST HOST/ DescribeCloudRunProcessLog: 200, request id ID, TIME
  POST HOST/ DescribeCloudRunServerDetail: 200, request id ID, TIME
  POST HOST/ DescribeServerManageTask: 200, request id ID, TIME
  POST HOST/ DescribeVersionDetail: 200, request id ID, TIME
  POST HOST/ UpdateCloudRunServer: 200, request id ID, TIME
  PUT HOST/env-a/N-api.zip: 200, request id ID, TIME
  $ sampan status -v --external-id task-a 2>&1 | requests
  POST HOST/ DescribeCloudBaseRunOneClickTaskExternal: 200, request id ID, TIME

A repeated request is printed each time, with the reason.

  $ sampan rehearse -v --scenario throttled 2>&1 | grep -c 'UpdateCloudRunServer: 200, request id'
  3
  $ sampan rehearse -v --scenario throttled 2>&1 | grep -c 'UpdateCloudRunServer: .*; retrying in'
  2

A local target sends no requests.

  $ cp $FIXTURES/here.json sampan.json && git add -A && git commit -qm 'Go home'
  $ sampan rehearse -v 2>&1 | requests
