The plan of an image lists the requests to its registry, and sends none.

  $ git config user.name A; git config user.email a@example.com
  $ cat > sampan.json <<'END'
  > { "version": "1.2.3", "targets": {
  >   "pushed": { "tcbr": { "envId": "env-a", "serverName": "api" },
  >     "image": { "repository": "ccr.ccs.tencentyun.com/acme/api", "from": "build-7" } },
  >   "elsewhere": { "tcbr": { "envId": "env-a", "serverName": "api" }, "onConflict": "cancel",
  >     "image": { "repository": "ccr.ccs.tencentyun.com/acme/api", "from": "ccr.ccs.tencentyun.com/acme/ci:build-7" } },
  >   "built-here": { "tcbr": { "envId": "env-a", "serverName": "api" },
  >     "image": { "repository": "ccr.ccs.tencentyun.com/acme/api", "from": "dev", "via": "docker" } },
  >   "tagged-already": { "tcbr": { "envId": "env-a", "serverName": "api" },
  >     "image": { "repository": "ccr.ccs.tencentyun.com/acme/api" } },
  >   "no-tag": { "tcbr": { "envId": "env-a", "serverName": "api" },
  >     "image": { "repository": "ccr.ccs.tencentyun.com/acme/api", "from": "{branch}/latest" } },
  >   "far": { "tcbr": { "envId": "env-a", "serverName": "api" },
  >     "image": { "repository": "ccr.ccs.tencentyun.com/acme/api", "from": "quay.io/acme/api:build-7" } },
  >   "loud": { "tcbr": { "envId": "env-a", "serverName": "api" },
  >     "image": { "repository": "ccr.ccs.tencentyun.com/Acme/api", "from": "build-7" } },
  > } }
  > END
  $ git add . && git commit -q -m 'ship it'
  $ steps() { sampan plan -v "$1" | grep -A1 -E '^  [0-9]+\.' | grep -E '^  [0-9]+\.|if the|after the|for each p'; }

  $ steps pushed | sed -n '6,17p'
    5. GET https://ccr.ccs.tencentyun.com/v2/ (read-only)
    6. GET <token server of the registry> (read-only)
       (if the registry requires a token)
    7. HEAD https://ccr.ccs.tencentyun.com/v2/acme/api/manifests/1.2.3 (read-only)
    8. GET https://ccr.ccs.tencentyun.com/v2/acme/api/manifests/build-7 (read-only)
    9. POST https://tcbr.tencentcloudapi.com/ DescribeServerManageTask (read-only)
    10. POST https://tcbr.tencentcloudapi.com/ DescribeCloudRunServerDetail (read-only)
    11. POST https://tcb.tencentcloudapi.com/ DescribeCloudBaseRunServerVersion (read-only)
    12. POST https://tcbr.tencentcloudapi.com/ DescribeReleaseOrder (read-only)
       (if the newest rollout was a gray release; again, directly before the tag is written)
    13. PUT https://ccr.ccs.tencentyun.com/v2/acme/api/manifests/1.2.3
       (if the tag does not exist)
  $ steps elsewhere | sed -n '6,24p'
    5. POST https://tcbr.tencentcloudapi.com/ OperateServerManage
    6. GET https://ccr.ccs.tencentyun.com/v2/ (read-only)
    7. GET <token server of the registry> (read-only)
       (if the registry requires a token)
    8. HEAD https://ccr.ccs.tencentyun.com/v2/acme/api/manifests/1.2.3 (read-only)
    9. GET https://ccr.ccs.tencentyun.com/v2/acme/ci/manifests/build-7 (read-only)
    10. HEAD https://ccr.ccs.tencentyun.com/v2/acme/api/blobs/<digest> (read-only)
       (for each part of the image)
    11. POST https://ccr.ccs.tencentyun.com/v2/acme/api/blobs/uploads/?mount=<digest>&from=acme%2Fci
       (for each part that is missing in the repository)
    12. PUT https://ccr.ccs.tencentyun.com/v2/acme/api/manifests/<digest>
       (for each platform of an index)
    13. POST https://tcbr.tencentcloudapi.com/ DescribeServerManageTask (read-only)
    14. POST https://tcbr.tencentcloudapi.com/ DescribeCloudRunServerDetail (read-only)
    15. POST https://tcb.tencentcloudapi.com/ DescribeCloudBaseRunServerVersion (read-only)
    16. POST https://tcbr.tencentcloudapi.com/ DescribeReleaseOrder (read-only)
       (if the newest rollout was a gray release; again, directly before the tag is written)
    17. PUT https://ccr.ccs.tencentyun.com/v2/acme/api/manifests/1.2.3
       (if the tag does not exist)
  $ steps built-here | sed -n '6,21p'
    5. local docker image inspect --format {{.Id}} {{json .RepoDigests}} ccr.ccs.tencentyun.com/acme/api:dev (read-only)
    6. GET https://ccr.ccs.tencentyun.com/v2/ (read-only)
    7. GET <token server of the registry> (read-only)
       (if the registry requires a token)
    8. HEAD https://ccr.ccs.tencentyun.com/v2/acme/api/manifests/1.2.3 (read-only)
    9. POST https://tcbr.tencentcloudapi.com/ DescribeServerManageTask (read-only)
    10. POST https://tcbr.tencentcloudapi.com/ DescribeCloudRunServerDetail (read-only)
    11. POST https://tcb.tencentcloudapi.com/ DescribeCloudBaseRunServerVersion (read-only)
    12. POST https://tcbr.tencentcloudapi.com/ DescribeReleaseOrder (read-only)
       (if the newest rollout was a gray release; again, directly before the tag is written)
    13. local docker tag ccr.ccs.tencentyun.com/acme/api:dev ccr.ccs.tencentyun.com/acme/api:1.2.3
       (if the tag does not exist)
    14. local docker push ccr.ccs.tencentyun.com/acme/api:1.2.3
       (if the tag does not exist)
    15. HEAD https://ccr.ccs.tencentyun.com/v2/acme/api/manifests/1.2.3 (read-only)
       (after the push, to confirm it)
  $ steps tagged-already | grep UpdateCloudRunServer
    11. POST https://tcbr.tencentcloudapi.com/ UpdateCloudRunServer

  $ sampan plan no-tag
  sampan: error: sampan.json:11:5: "from" of target "no-tag" is neither a tag nor a digest: "{branch}/latest"
  sampan: hint: set the tag that CI pushed, e.g. "from": "{commit}", or a whole reference with a tag
  [78]
  $ steps far | sed -n '6,27p'
    5. GET https://ccr.ccs.tencentyun.com/v2/ (read-only)
    6. GET <token server of the registry> (read-only)
       (if the registry requires a token)
    7. GET https://quay.io/v2/ (read-only)
    8. GET <token server of the registry> (read-only)
       (if the registry requires a token)
    9. HEAD https://ccr.ccs.tencentyun.com/v2/acme/api/manifests/1.2.3 (read-only)
    10. GET https://quay.io/v2/acme/api/manifests/build-7 (read-only)
    11. HEAD https://ccr.ccs.tencentyun.com/v2/acme/api/blobs/<digest> (read-only)
       (for each part of the image)
    12. POST https://ccr.ccs.tencentyun.com/v2/acme/api/blobs/uploads/
       (for each part that is missing in the repository)
    13. GET https://quay.io/v2/acme/api/blobs/<digest> (read-only)
       (for each part that is missing in the repository)
    14. PUT https://ccr.ccs.tencentyun.com/v2/acme/api/blobs/uploads/<upload>?digest=<digest>
       (for each part that is missing in the repository; larger ones in pieces, with PATCH)
    15. PUT https://ccr.ccs.tencentyun.com/v2/acme/api/manifests/<digest>
       (for each platform of an index)
    16. POST https://tcbr.tencentcloudapi.com/ DescribeServerManageTask (read-only)
    17. POST https://tcbr.tencentcloudapi.com/ DescribeCloudRunServerDetail (read-only)
    18. POST https://tcb.tencentcloudapi.com/ DescribeCloudBaseRunServerVersion (read-only)
    19. POST https://tcbr.tencentcloudapi.com/ DescribeReleaseOrder (read-only)
  $ sampan plan loud
  sampan: error: sampan.json:15:5: "ccr.ccs.tencentyun.com/Acme/api" is not a valid image name
  sampan: hint: write "repository" in lower case, with its registry: registry.example.com/acme/api
  [78]
