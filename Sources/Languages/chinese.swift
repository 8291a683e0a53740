// Made by .ci/translations.py from zh_CN.po: do not edit.

extension Catalogues {
  static let chinese = #"""
                %1 outside of the package
                包之外还有 %1
        its fingerprints: of the certificate of the authority (CA) that signed the one of %1
        验证指纹：签发 %1 证书的证书颁发机构（CA）的证书指纹
        its signature public key: the key set (JWKS) at the "jwks_uri" of %1/.well-known/openid-configuration
        签名公钥：%1/.well-known/openid-configuration 中 "jwks_uri" 处的密钥集（JWKS）
       or: %1
       或：%1
      "version": ["{tag}", "{date}-{short}"]
      "version": ["{tag}", "{date}-{short}"]
      0  live, unchanged, nothing to do, or submitted where "wait" is false
      0  已上线、无变化、无需部署，或 "wait" 为 false 时已提交
      HEAD      %1 "%2" (%3)
      HEAD      %1 "%2"（%3）
      HEAD      %1 %2
      HEAD      %1 %2
      ID %1, kind "Secret text": %2
      ID %1，类型“Secret text”：%2
      ID %1, kind "Username with password": %2 as the username, %3 as the password
      ID %1，类型“Username with password”（一个凭据）：用户名填 %2，密码填 %3
      after     %1
      后置命令  %1
      before    %1
      前置命令  %1
      files     %1 from live to HEAD
      文件      从线上到 HEAD 有 %1
      identity provider "%1": OIDC, issuer %2, client id %3
      身份提供商 "%1"：OIDC，颁发者（身份提供商）URL %2，客户端 ID %3
      if the console refuses string_like, which its documents do not list: name each branch and tag in string_equal
      如果控制台拒绝 string_like（文档未列出）：在 string_equal 中写出每个分支和标签
      live      
      线上      
      live      %1, %2 %% of traffic%3
      线上      %1，流量 %2 %%%3
      live      nothing
      线上      无
      no releases
      没有版本
      or a login of docker or podman, a credential helper, or the job's own registry on GitLab and GitHub
      或 docker、podman 的登录，凭证助手，或 GitLab 和 GitHub 上任务自己的镜像仓库
      or, in place of %1, without a stored key: %2; see: sampan help credentials
      或不使用长期密钥，用 %2 代替 %1；见：sampan help credentials
      permissions of the role, or of the user whose key is used:
      角色（或所用密钥的子账号）的权限：
      remark    %1
      备注      %1
      requests  %1; with -v, each is listed
      请求      %1；加 -v 逐条列出
      role "%1", with this trust policy:
      角色 "%1"，信任策略如下：
      running   %1, %2
      进行中    %1，%2
      same      a deploy would change nothing
      一致      部署不会产生任何变化
      settings  
      设置      
      state     %1
      状态      %1
      the job: %1 with an OpenID Connect token for %2
      任务：%1 为受众 %2 的 OpenID Connect token
      the job: id_tokens: { %1: { aud: %2 } }
      任务：id_tokens: { %1: { aud: %2 } }
      the job: permissions: { id-token: write }
      任务：permissions: { id-token: write }
      variables of the job, without a stored key:
      不使用长期密钥时任务的变量：
      version   %1   commit %2 "%3" (%4)
      版本      %1   提交 %2 "%3"（%4）
      without a stored key, the job's id token is exchanged for a temporary one:
      不使用长期密钥时，用任务的 ID token 换取临时密钥：
      … %1 more
      … 另有 %1 项
      … %1 more: sampan diff %2 -v
      … 另有 %1 项：sampan diff %2 -v
      … %1 more: sampan history %2 -v
      … 另有 %1 个：sampan history %2 -v
     (%1 is missing)
    （缺少 %1）
     (account %1)
    （账号 %1）
     (and %1 for temporary ones)
    （临时密钥还要设置 %1）
     (found %1)
    （实际为 %1）
     (not in this clone)
    （不在此克隆中）
     (read-only)
    （只读）
     after %1
    （%1之后）
     at %1
    ，位于 %1
     from %1 to %2
    ，从 %1 到 %2
     in %1
    （在 %1 中）
     of at least %1
    ，不小于 %1
     of at most %1
    ，不大于 %1
     of commit %1
    （提交 %1）
     within %1 s
    （%1 秒内）
    "%1" at %2 and "%3"
    %2 的 "%1" 和 "%3"
    "%1" cannot be read
    无法读取 "%1"
    "%1" changed after it was selected for the package
    "%1" 在选入代码包之后被修改
    "%1" changed while it was being packaged: %2 bytes before, %3 now
    "%1" 在打包过程中被修改：之前 %2 字节，现在 %3 字节
    "%1" changed: it has %2 bytes, not %3
    "%1" 已变化：现在是 %2 字节，不是 %3 字节
    "%1" changed: it has fewer than %2 bytes
    "%1" 已变化：不足 %2 字节
    "%1" did not end within %2
    "%1" 未在 %2内结束
    "%1" does not accept "%2" (%3)
    "%1" 不支持 "%2"（%3）
    "%1" does not exist or is not a commit
    "%1" 不存在，或不是提交
    "%1" ends or cannot be read at byte %2
    "%1" 在第 %2 字节处结束或无法读取
    "%1" failed with exit code %2
    "%1" 失败，退出码 %2
    "%1" failed: %2
    "%1" 失败：%2
    "%1" has changed
    "%1" 已改变
    "%1" has no version "%2"
    "%1" 没有版本 "%2"
    "%1" has the unknown mode %2
    "%1" 的文件模式 %2 未知
    "%1" is a directory
    "%1" 是目录
    "%1" is a link to "%2"
    "%1" 是指向 "%2" 的链接
    "%1" is a link to "%2" in the work tree
    "%1" 在工作区中是指向 "%2" 的链接
    "%1" is a pipe, a socket or a device
    "%1" 是管道、套接字或设备
    "%1" is a symbolic link
    "%1" 是符号链接
    "%1" is bare: there is no work tree to write files into
    "%1" 是裸仓库，没有可写入文件的工作区
    "%1" is in %2 and in %3: the latter counts
    "%1" 同时在 %2 和 %3 中：以后者为准
    "%1" is in git's own folder
    "%1" 在 git 自己的目录中
    "%1" is malformed
    "%1" 格式错误
    "%1" is missing
    缺少 "%1"
    "%1" is neither a version that TEM reports nor a tag in lower case
    "%1" 不是 TEM 返回的版本，也不是小写的镜像标签
    "%1" is not a JAR or WAR
    "%1" 不是 JAR 或 WAR
    "%1" is not a SHA-1 object id
    "%1" 不是 SHA-1 对象 ID
    "%1" is not a commit id
    "%1" 不是提交 ID
    "%1" is not a file
    "%1" 不是文件
    "%1" is not a folder
    "%1" 不是目录
    "%1" is not a folder in commit %2
    "%1" 在提交 %2 中不是目录
    "%1" is not a list: %2
    "%1" 不是列表：%2
    "%1" is not a regular file
    "%1" 不是普通文件
    "%1" is not a string: %2
    "%1" 不是字符串：%2
    "%1" is not a valid app id of ESA
    "%1" 不是有效的 ESA 应用 ID
    "%1" is not a valid directory: variables are not expanded
    "%1" 不是有效的目录：不展开变量
    "%1" is not a valid duration for --since
    "%1" 不是 --since 的有效时长
    "%1" is not a valid image tag: it has no letter or digit that fits
    "%1" 不是有效的镜像标签：没有可用的字母或数字
    "%1" is not a valid number for %2
    "%1" 不是 %2 的有效数字
    "%1" is not a valid program name
    "%1" 不是有效的程序名
    "%1" is not a valid region of Tencent Cloud
    "%1" 不是有效的腾讯云地域
    "%1" is not a valid registry host
    "%1" 不是有效的镜像仓库地址
    "%1" is not a valid service name of CloudBase Run
    "%1" 不是有效的云托管服务名
    "%1" is not a valid share for --percent
    "%1" 不是 --percent 的有效比例
    "%1" is not a valid time in UTC
    "%1" 不是有效的 UTC 时间
    "%1" is not a valid version id of ESA
    "%1" 不是有效的 ESA 版本 ID
    "%1" is not a valid version: it has no letter or digit that fits
    "%1" 不是有效的版本名：没有可用的字母或数字
    "%1" is not a version of "%2" or an entry of the history of %3: %4
    "%1" 既不是 "%2" 的版本，也不是 %3 的历史记录：%4
    "%1" is not a version of "%2": requesting the entry of that name in the history of %3
    "%1" 不是 "%2" 的版本：正在请求 %3 的历史中同名的一项
    "%1" is not a zip, and WeChat accepts no other package
    "%1" 不是 zip，微信只接受 zip 包
    "%1" is not a zip, jar or war, and CloudBase Run accepts no other file
    "%1" 不是 zip、jar 或 war，云托管只接受这些文件
    "%1" is not an absolute path
    "%1" 不是绝对路径
    "%1" is not an http or https URL that can be sent
    "%1" 不是可以发送的 http 或 https URL
    "%1" is not https
    "%1" 不是 https
    "%1" is not in the commit, or is excluded
    "%1" 不在提交中，或被排除
    "%1" is not of type %2
    "%1" 的类型不是 %2
    "%1" is not on PATH
    PATH 中找不到 "%1"
    "%1" is not run in a rehearsal: %2
    演练中不运行 "%1"：%2
    "%1" is not the id of a commit
    "%1" 不是提交 ID
    "%1" is not written: %2
    未写入 "%1"：%2
    "%1" is not written: it is a folder
    未写入 "%1"：它是目录
    "%1" is null
    "%1" 为 null
    "%1" is owned by uid %2 and is read because %3
    "%1" 的所有者是 uid %2；仍然读取，原因：%3
    "%1" is owned by uid %2, but sampan runs as uid %3
    "%1" 的所有者是 uid %2，而 sampan 以 uid %3 运行
    "%1" is the config
    "%1" 是配置文件
    "%1" is the repository itself: releases would be mixed with its files
    "%1" 是仓库本身：发布的文件会与仓库文件混在一起
    "%1" of commit %2 has %3 bytes, more than %4
    提交 %2 中的 "%1" 有 %3 字节，超过 %4
    "%1" points outside of the repository: %2
    "%1" 指向仓库之外：%2
    "%1" to close the %2 that starts at %3
    "%1"，以结束始于 %3 的%2
    "%1" to close the %2 that starts at %3␄list
    列表
    "%1" was not read
    未读取 "%1"
    "%1" was not written by sampan, or is damaged: %2
    "%1" 不是 sampan 写的，或已损坏：%2
    "%1" was replaced by another tool, and "%2" already exists
    "%1" 已被其他工具替换，且 "%2" 已存在
    "%1": "%2" ended with status %3
    "%1"："%2" 以状态码 %3 结束
    "%1.%2" %3 already specifies what to deploy
    "%1.%2"%3 已经指定了要部署的内容
    "," or "%1"
    "," 或 "%1"
    ":" after key %1
    键 %1 后的 ":"
    "add" and LFS contents need a work tree, and this repository is bare
    "add" 和 LFS 内容需要工作区，而这是裸仓库
    "after" is not run, because nothing was deployed; to run it by hand: %1
    没有部署，因此不运行 "after"；手动运行：%1
    "before" of target "%1" runs first: what it builds, and the stamp of the remark, may differ
    目标 "%1" 的 "before" 会先运行：它构建的文件以及备注中的标记可能不同
    "file" needs a work tree, and this repository is bare
    "file" 需要工作区，而这是裸仓库
    "fleet" of target "%1" is not supported by this version of sampan
    此版本的 sampan 不支持目标 "%1" 的 "fleet"
    "from" of target "%1" is neither a tag nor a digest: "%2"
    目标 "%1" 的 "from" 既不是标签也不是摘要："%2"
    "mintToken": true mints a new one, which invalidates the server's own within minutes
    "mintToken": true 会生成新的 token，服务端自己的 token 几分钟后失效
    "notify" of target "%1" has no effect: no chat is set
    目标 "%1" 的 "notify" 不起作用：没有设置任何群机器人
    "onConflict" %1 is "cancel", which %2 does not support: %3
    "onConflict"%1 为 "cancel"，%2 不支持：%3
    "onConflict": "cancel" stops it
    "onConflict": "cancel" 停止它
    "onConflict": "wait" waits for it
    "onConflict": "wait" 等待它结束
    "onConflict": "wait" waits for it, "cancel" stops it
    "onConflict": "wait" 等待它结束，"cancel" 停止它
    "onConflict": "wait" waits until the update is accepted
    "onConflict": "wait" 会等到更新被接受
    "onFailure" of target "%1" is "rollback", unsupported by %2: %3
    目标 "%1" 的 "onFailure" 为 "rollback"，%2 不支持：%3
    "onFailure": "rollback" has no effect: the update replaces %1, which is live, and the history of a version can be read in the console only
    "onFailure": "rollback" 不起作用：更新会替换线上的 %1，而版本的历史只能在控制台查看
    "package.%1" %2 cannot be combined with "file", which is sent as it is
    "package.%1"%2 不能与 "file" 同时使用：文件会原样发送
    "path" of a package cannot be "%1"
    代码包的 "path" 不能是 "%1"
    "path": "%1" is in the submodule %2
    "path"："%1" 在子模块 %2 中
    "plan" is missing: this is not a plan of sampan
    缺少 "plan"：这不是 sampan 的计划
    "rollback" requires "snapshotName"
    "rollback" 需要 "snapshotName"
    "targets" is empty
    "targets" 为空
    "traffic_percent" is not an integer: %1
    "traffic_percent" 不是整数：%1
    "values" is not an object: %1
    "values" 不是对象：%1
    "verify" has no address: the service has no URL
    "verify" 没有地址：服务没有 URL
    "verify" in target "%1" needs an absolute URL: %2 has no address
    目标 "%1" 的 "verify" 需要绝对 URL：%2 没有地址
    "versionName": "latest" means the newest, now "%1"
    "versionName": "latest" 表示最新版本，当前为 "%1"
    "wait" is false; the provider's operation is %1
    "wait" 为 false；云端任务为 %1
    %1  %2 (worth retrying)
    %1  %2（可以重试）
    %1 %2 is redirected to %3
    %1 %2 被重定向到 %3
    %1 %2: endpoints are read from the environment, never from this file
    %1%2：接口地址只从环境变量读取，不从此文件读取
    %1 %2: secrets are read from the environment, never from this file
    %1%2：密钥只从环境变量读取，不从此文件读取
    %1 %2: status %3, redirected to "%4"
    %1 %2：状态码 %3，重定向到 "%4"
    %1 %2: too many redirects
    %1 %2：重定向次数过多
    %1 %2s
    %1 %2
    %1 %2s␄Git LFS file
    个 Git LFS 文件
    %1 %2s␄byte
    字节
    %1 %2s␄commit
    个提交
    %1 %2s␄environment
    个环境
    %1 %2s␄file
    个文件
    %1 %2s␄more file
    个其他文件
    %1 %2s␄more finding
    个其他问题
    %1 %2s␄more line
    行未显示
    %1 %2s␄other file
    个其他文件
    %1 %2s␄part
    个部分
    %1 %2s␄path
    个路径
    %1 %2s␄pipe, socket or device
    个管道、套接字或设备
    %1 %2s␄read
    次读取
    %1 %2s␄restart
    次重启
    %1 %2s␄submodule
    个子模块
    %1 %2s␄symbolic link
    个符号链接
    %1 %2s␄target
    个目标
    %1 %2s␄warning
    个警告
    %1 %2s␄write
    次写入
    %1 %2␄publish
    发布版本
    %1 ("%2") is %3, and its release order is still open: cancel it
    %1（"%2"）的状态为 %3，其发布单尚未结束：请取消
    %1 (%2, and "package" of %3):
    %1（%2，以及 %3 的 "package"）：
    %1 (HTTP status %2)
    %1（HTTP 状态码 %2）
    %1 (below a file)
    %1（位于文件之下）
    %1 (contains itself)
    %1（包含自身）
    %1 (status %2)
    %1（状态码 %2）
    %1 (twice)
    %1（重复）
    %1 Dockerfiles in folders; to use one, run init there, e.g. sampan -C %2 init
    子目录中有 %1 个 Dockerfile；要使用其中一个，在那里运行 init，例如 sampan -C %2 init
    %1 accepts the login from %2
    %1 接受来自 %2 的登录
    %1 ahead of the live commit
    领先线上 %1
    %1 already exists and was not changed; the template: %2
    %1 已存在，未修改；模板：%2
    %1 and %2
    %1 和 %2
    %1 and %2 are set, but %3 is not
    已设置 %1 和 %2，但未设置 %3
    %1 and %2 more
    %1，另有 %2 项
    %1 answered %2
    %1 返回 %2
    %1 answered %2 %3%4
    %1 返回 %2 %3%4
    %1 answered %2 without the storage's headers: the package may not be stored
    %1 返回 %2，但没有对象存储的响应头：代码包可能未存入
    %1 answered %2%3, not %4
    %1 返回 %2%3，而不是 %4
    %1 answered %2, which is not an answer of the storage
    %1 返回 %2，这不是对象存储的响应
    %1 begins or ends with white space, which is not sent
    %1 首尾有空白字符，这些字符不会发送
    %1 behind the live commit
    落后线上 %1
    %1 bytes are too much input for "%2"
    %1 字节超出 "%2" 的输入上限
    %1 cannot be followed inside the package: %2
    %1无法在包内解析：%2
    %1 cannot be packaged: %2
    %1无法打包：%2
    %1 cannot be read: %2
    无法读取 %1：%2
    %1 cannot be tagged: the type of its manifest is "%2"
    无法给 %1 打标签：清单类型为 "%2"
    %1 cannot cancel
    %1 不支持取消
    %1 cannot go into a package: %2
    %1无法放入代码包：%2
    %1 cannot promote
    %1 不支持全量发布
    %1 cannot roll back
    %1 不支持回滚
    %1 cannot serve: its status is "%2"
    %1 无法提供服务：状态为 "%2"
    %1 contains a NUL byte
    %1 含有 NUL 字节
    %1 contains a control character (U+%2%3)
    %1 含有控制字符（U+%2%3）
    %1 contains an "auth" that is not user and password in base64
    %1 中的 "auth" 不是 base64 编码的用户名和密码
    %1 contradicts the target's artifact
    %1 与目标的部署内容矛盾
    %1 could not be requested: %2
    无法获取 %1：%2
    %1 did not accept the rest of %2
    %1 没有接受 %2 的剩余部分
    %1 did not become ready (%2); the platform shows its log only in the console
    %1 未就绪（%2）；日志只能在平台控制台查看
    %1 does not call %2
    %1 没有调用 %2
    %1 does not contain "%2"
    %1 不包含 "%2"
    %1 does not exist
    %1 不存在
    %1 does not exist, or is not a commit
    %1 不存在，或不是提交
    %1 does not fit into a 64-bit integer
    %1 超出 64 位整数范围
    %1 errors
    %1 个错误
    %1 exited with status %2: %3
    %1 退出，状态码 %2：%3
    %1 exposes %2: the first one is used
    %1 暴露 %2：使用第一个
    %1 failed
    %1 失败
    %1 failed: %2
    %1 失败：%2
    %1 files are Git LFS pointers
    %1 个文件是 Git LFS 指针
    %1 finds no version tag: if the repository has any, this job fetched none
    %1 找不到版本标签：仓库即使有标签，此任务也没有拉取
    %1 finds no version tag: this clone fetches none (%2 is --no-tags)
    %1 找不到版本标签：此克隆不拉取标签（%2 为 --no-tags）
    %1 for %2 %3
    %2 的 %1 %3
    %1 from %2
    %1，来自 %2
    %1 from commit %2, %3 newer than %4
    %1，来自提交 %2，比 %4 新 %3
    %1 from commit %2, which has diverged from HEAD: %3 ahead, %4 behind
    %1，来自提交 %2，与 HEAD 已分叉：领先 %3，落后 %4
    %1 gets %2 %% of the traffic
    %1 接收 %2 %% 的流量
    %1 gets %2 %% of the traffic, not %3 %%
    %1 接收 %2 %% 的流量，而不是 %3 %%
    %1 h
    %1 小时
    %1 h %2 min
    %1 小时 %2 分
    %1 has %2
    %1 有 %2
    %1 has %2 %% of the traffic already: ESA can only increase it
    %1 已有 %2 %% 的流量：ESA 只能增加
    %1 has %2 globs, the limit is %3
    %1 有 %2 个 glob，上限为 %3
    %1 has changed: SHA-256 %2 → %3
    %1 已改变：SHA-256 %2 → %3
    %1 has failed and blocks other deploys: %2
    %1已失败，会阻塞其他部署：%2
    %1 has no %2 log
    %1 没有 %2 日志
    %1 has no effect without "publishType": "region"
    未设置 "publishType": "region" 时 %1 不起作用
    %1 has no history
    %1 不提供历史
    %1 has no provider
    %1 没有指定 provider
    %1 has no stamp of sampan
    %1 没有 sampan 的标记
    %1 has no steps to confirm
    %1 没有需要确认的步骤
    %1 has no valid size for its part %2: %3
    %1 的分片 %2 大小无效：%3
    %1 has not ended yet
    %1 尚未结束
    %1 has the same content and settings (commit %2)
    %1 的内容和设置相同（提交 %2）
    %1 has too many parts to be copied
    %1 的分片过多，无法复制
    %1 has two artifacts: %2
    %1 指定了两种部署内容：%2
    %1 has two providers: %2
    %1 指定了两个 provider：%2
    %1 in "fleet.over" %2 is not a text option of "%3"
    "fleet.over" 中的 %1%2 不是 "%3" 的文本选项
    %1 in %2
    %1，用时 %2
    %1 in %2 %3
    %2 中的 %1 %3
    %1 in %2 %3, and templates are printed and sent
    %2 中的 %1 %3，而模板的结果会被打印和发送
    %1 in %2 excludes nothing
    %2 中的 %1 没有排除任何内容
    %1 in %2 is not a valid duration
    %2 中的 %1 不是有效的时长
    %1 in %2 is not a valid environment variable name
    %2 中的 %1 不是有效的环境变量名
    %1 in %2 is not a valid time
    %2 中的 %1 不是有效的时间
    %1 in %2 is not a valid time zone
    %2 中的 %1 不是有效的时区
    %1 in %2 must be between 1s and 168h
    %2 中的 %1 必须在 1s 到 168h 之间
    %1 in %2 simulated
    %1，用时 %2（模拟）
    %1 in the package: %2
    代码包中有 %1：%2
    %1 is %2
    %1 为 %2
    %1 is %2, and its release order is still open: cancel it
    %1 的状态为 %2，其发布单尚未结束：请取消
    %1 is %2: %3
    %1 为 %2：%3
    %1 is %2: it must not go live
    %1 的状态为 %2：不能上线
    %1 is already live
    %1 已经在线
    %1 is an empty command
    %1 是空命令
    %1 is an empty list
    %1 是空列表
    %1 is being updated and has no new remark yet
    %1 正在更新，尚无新备注
    %1 is being updated: its status is "%2"
    %1 正在更新：状态为 "%2"
    %1 is commit %2 %3
    %1 是提交 %2 %3
    %1 is empty
    %1 为空
    %1 is in progress
    %1 正在进行
    %1 is in progress: the plan is out of date if it changes what is live
    %1 正在进行：如果它改变线上版本，计划即过期
    %1 is left out: %2
    已略去 %1：%2
    %1 is live
    %1 已上线
    %1 is live, and %2 receives no traffic: nothing has to be rolled back
    线上是 %1，%2 未接收流量：无需回滚
    %1 is live, from %2
    %1 已上线，提交 %2
    %1 is live, from %2, %3 ahead
    %1 已上线，提交 %2，领先 %3
    %1 is live, from %2, %3 behind
    %1 已上线，提交 %2，落后 %3
    %1 is live, not this deploy's release
    线上是 %1，不是本次部署的版本
    %1 is never run: git runs the hooks in %2
    %1 不会运行：git 运行的是 %2 中的钩子
    %1 is newer than %2, which is live: it is not an earlier version
    %1 比线上的 %2 新，不是更早的版本
    %1 is not a JSON number: %2
    %1 不是 JSON 数字：%2
    %1 is not a JSON object
    %1 不是 JSON 对象
    %1 is not a program: it has no main class
    %1 不是可执行程序：没有主类
    %1 is not a valid address for a token
    %1 不是有效的 token 地址
    %1 is not a valid endpoint: "%2"
    %1 不是有效的接口地址："%2"
    %1 is not a valid file of registry credentials
    %1 不是有效的镜像仓库凭证文件
    %1 is not a valid host: "%2"
    %1 不是有效的主机："%2"
    %1 is not a valid https address
    %1 不是有效的 https 地址
    %1 is not a valid id token: a JSON Web Token has three parts separated by dots
    %1 不是有效的 ID token：JSON Web Token 由点号分成三段
    %1 is not a valid image name
    %1 不是有效的镜像名
    %1 is not a valid proxy address: %2
    %1 不是有效的代理地址：%2
    %1 is not an absolute path: "%2"
    %1 不是绝对路径："%2"
    %1 is not an https address: "%2"
    %1 不是 https 地址："%2"
    %1 is not built or started: %2
    %1 未构建或未启动：%2
    %1 is not executable
    %1 不可执行
    %1 is not in the image
    镜像中没有 %1
    %1 is not in the image, or the interpreter in its first line is not
    镜像中没有 %1，或没有其首行指定的解释器
    %1 is not ready yet: its status is "%2"
    %1 尚未就绪：状态为 "%2"
    %1 is out of date: %2
    %1 已过期：%2
    %1 is out of range
    %1 超出范围
    %1 is published %2 only
    %1 只发布%2
    %1 is published by region: it has no share of the traffic
    %1 按地域发布：没有流量比例
    %1 is set but %2 is not
    已设置 %1，但未设置 %2
    %1 is set, but %2 is not
    已设置 %1，但未设置 %2
    %1 is skipped: %2
    已跳过 %1：%2
    %1 is the oldest release
    %1 是最早的版本
    %1 is the report of a rehearsal, %2 is not
    %1 是演练的报告，%2 不是
    %1 key %2 from %3
    %1 密钥 %2，来自 %3
    %1 left
    剩余 %1
    %1 log of %2
    %2 的%1日志
    %1 longer than %2 bytes
    %1 超过 %2 字节
    %1 lost the upload of %2 %3 times
    %1 丢失了 %2 的上传 %3 次
    %1 matches "verify"
    %1 符合 "verify"
    %1 min
    %1 分钟
    %1 min %2 s
    %1 分 %2 秒
    %1 missing from the clone (partial or sparse checkout)
    克隆中缺少 %1（部分克隆或稀疏检出）
    %1 more
    还有 %1 个
    %1 more, see the log
    另有 %1 条，见日志
    %1 needs "%2"%3
    %1 缺少 "%2"%3
    %1 needs a file: the lines would be mixed with results and messages
    %1 需要一个文件：否则这些行会与结果和消息混在一起
    %1 needs no login
    %1 不需要登录
    %1 needs one key, found %2
    %1 需要一个键，实际有 %2 个
    %1 needs one target
    %1 需要指定一个目标
    %1 no longer has the upload of %2; uploading it again
    %1 已没有 %2 的上传；正在重新上传
    %1 no longer waits for a person
    %1 不再等待人工确认
    %1 not in the work tree as committed: %2
    %1在工作区中与提交的内容不一致：%2
    %1 not shown
    %1未显示
    %1 of "add" in the commit with other content: %2
    %1在 "add" 中，但提交里的内容不同：%2
    %1 of %2
    %1，共 %2
    %1 of %2 files, %3
    %1 / %2 个文件，%3
    %1 of %2: %3
    %2 的 %1：%3
    %1 or false
    %1或 false
    %1 receives %2 %% of the traffic, not all of it
    %1 只接收 %2 %% 的流量，不是全部
    %1 receives all requests from now on, not only those with %2
    %1 从现在起接收全部请求，而不只是带有 %2 的请求
    %1 receives no traffic
    %1 未接收流量
    %1 redirects to %2, which responded with status %3
    %1 重定向到 %2，后者返回状态码 %3
    %1 redirects to %2: %3
    %1 重定向到 %2：%3
    %1 redirects uploads to another host: "%2"
    %1 把上传重定向到另一个主机："%2"
    %1 refers to "%2", which is not a valid SHA-256 digest
    %1 引用 "%2"，这不是有效的 SHA-256 摘要
    %1 requires a login to push to "%2"
    推送到 %1 的 "%2" 需要登录
    %1 returned no token
    %1 没有返回 token
    %1 s
    %1 秒
    %1 sent "%2" as its %3, which %4
    %1 返回的%3 "%2" %4
    %1 sent other bytes for %2: their digest is %3
    %1 返回的 %2 内容不同：摘要为 %3
    %1 serves, but it is not this deploy's version: its remark is "%2"
    线上是 %1，但不是本次部署的版本：其备注为 "%2"
    %1 simulated
    %1（模拟）
    %1 since this deploy began, and has no stamp of sampan
    %1，发生在本次部署开始之后，且没有 sampan 的标记
    %1 since this deploy began; cannot tell whether its commit is newer: %2
    %1，发生在本次部署开始之后；无法判断它的提交是否比当前提交新：%2
    %1 targets
    %1 个目标
    %1 them in %2: http://user:password@host:port
    在 %2 中%1用户名和密码：http://user:password@host:port
    %1 uses http: credentials would be sent unencrypted to %2
    %1 使用 http：凭证会以明文发送到 %2
    %1 was cancelled and is still running
    %1 已取消，仍在运行
    %1 was removed: deploying from %2
    %1 已被删除：从 %2 部署
    %1 was replaced by another tool
    %1 已被其他工具替换
    %1 was switched by another deploy in the meantime
    %1 在此期间被另一次部署切换
    %1 was written by another version of sampan, or by one at another path
    %1 由其他版本或其他路径下的 sampan 写入
    %1 while busy
    %1（正在执行操作）
    %1 while waiting; %2 is still running at the provider (%3)
    %1（正在等待）；%2仍在云端运行（%3）
    %1 without a stamp of sampan: cannot tell whether it is newer
    %1，没有 sampan 的标记：无法判断它是否比当前提交新
    %1 would be in the package more than once: %2
    %1会在代码包中出现多次：%2
    %1 → %2 requests: see sampan plan -v
    请求数 %1 → %2：见 sampan plan -v
    %1%2; %3 in %4
    %1%2；%4后%3
    %1, %2, sha256 %3
    %1，%2，sha256 %3
    %1, a newer version, receives all traffic instead of %2
    接收全部流量的是较新的版本 %1，而不是 %2
    %1, and too many links follow
    %1，后面的链接过多
    %1, but the registry has no such tag
    %1，但镜像仓库中没有这个标签
    %1, but the registry reports %2
    %1，但镜像仓库返回 %2
    %1, called by %2
    %1，由 %2 调用
    %1, or a list of them
    %1，或其列表
    %1, or the preset policy %2
    %1，或预设策略 %2
    %1, request id %2
    %1，请求 ID %2
    %1/s
    %1/s
    %1: "Expiration" is not a valid time
    %1："Expiration" 不是有效的时间
    %1: %2 bytes before compression
    %1：压缩前 %2 字节
    %1: %2 instead of a manifest
    %1：返回 %2，而不是清单
    %1: %2 of %3 targets %4
    %1：%3 个目标中有 %2 个%4
    %1: %2 returned no token
    %1：%2 没有返回 token
    %1: %2 since %3
    %1：自 %3 以来有 %2
    %1: %2 targets %3
    %1：%2 个目标%3
    %1: %2␄publish
    发布版本
    %1: HTTP %2 from a gateway, not from the API
    %1：HTTP %2 来自网关，不是来自 API
    %1: it requires a user and a password
    %1：需要用户名和密码
    %1: name the target to deploy it
    %1：请指定目标名称来部署
    %1: no answer, %2: %3
    %1：没有响应，%2：%3
    %1: not installed
    %1：未安装
    %1: promote or cancel it
    %1：请全量发布或取消
    %1: remove the line for sampan from %2: it has no effect now
    %1：请从 %2 中删除 sampan 那一行，它已不起作用
    %1: removed %2
    %1：已删除 %2
    %1: restored %2
    %1：已恢复 %2
    %1: the answer has an empty token
    %1：响应中的 token 为空
    %1: the answer has no result
    %1：响应中没有结果
    %1: the answer is false, without a reason
    %1：响应为 false，没有说明原因
    %1: the answer is not JSON
    %1：响应不是 JSON
    %1: the answer is not what the API documents: %2
    %1：响应与 API 文档不符：%2
    %1: the job's branch and tag are not used
    %1：未使用任务的分支和标签
    %1: the platform answers "%2" instead of "%3"
    %1：平台返回 "%2"，而不是 "%3"
    %1: the role must trust exactly these values
    %1：角色必须信任的正是这些值
    %1: the token server answered HTTP %2
    %1：token 服务器返回 HTTP %2
    %1: unexpected response
    %1：响应不符合预期
    %1: what its console has to contain (%2)
    %1：控制台（%2）中需要的内容
    %1:%2 was stored as %3, not as %4
    %1:%2 存储为 %3，而不是 %4
    %1; HEAD has tag "%2": git checkout %3, or sampan deploy %4
    %1；HEAD 带有标签 "%2"：git checkout %3，或 sampan deploy %4
    %1; cannot tell whether its commit %2 is newer: %3
    %1；无法判断它的提交 %2 是否比当前提交新：%3
    %1; it was resumed but did not start
    %1；已继续下一批，但没有开始
    %1; larger ones in pieces, with PATCH
    %1；较大的用 PATCH 分块
    %1; nothing was deployed
    %1；没有部署任何内容
    %1; resumed ("onConfirm": "resume")
    %1；已恢复（"onConfirm": "resume"）
    %1; sending the repository's address instead of its name
    %1；改为发送仓库地址而不是名称
    %1; the rollout has ended and was not verified
    %1；发布已结束，但未验证
    %1; the update may have been accepted
    %1；更新可能已被接受
    %1; the version was created anyway: %2
    %1；版本仍已创建：%2
    (cd %1 && %2)
    (cd %1 && %2)
    , a redirect, which is not followed
    （重定向，不跟随）
    , a shallow clone
    ，浅克隆
    , after %1
    ，在 %1 之后
    , branch %1
    ，分支 %1
    , called by %1
    ，由 %1 调用
    , commit %1
    ，提交 %1
    , commit %1 "%2" (%3)
    ，提交 %1 "%2"（%3）
    , not %1
    ，而不是 %1
    , release %1
    ，版本 %1
    , since %1
    ，开始于 %1
    , step %1
    ，步骤 %1
    , this is branch "%1"
    ，当前是分支 "%1"
    , this is tag %1
    ，当前是标签 %1
    , which is shallow
    ，这是浅克隆
    --%1 needs a value
    --%1 需要一个值
    --follow ends when the logs have ended, and after the target's "wait": { "timeout": … } at the latest.
    --follow 在日志结束时结束，最迟到目标的 "wait": { "timeout": … }。
    --format prints a CI job for each target that would be deployed.
    --format 为每个将要部署的目标输出一个 CI 任务。
    --html writes one page with the targets, what is wrong, the timelines and the ends of the logs. It needs no server and no network.
    --html 写出一个网页，包含目标、问题、时间线和日志末尾。不需要服务器，也不需要网络。
    --list prints mode, size and path of every file; the last line is the SHA-256.
    --list 列出每个文件的模式、大小和路径；最后一行是 SHA-256。
    --out asks the cloud what is live and writes the plan, as JSON without credentials, to be read and approved. "sampan deploy --plan FILE" carries out exactly that: with the versions and remarks of the plan, in any job or clone.
    --out 向云查询线上版本，并把计划写成不含凭证的 JSON，供阅读和审批。"sampan deploy --plan FILE" 在任意任务或克隆中照此执行，使用计划中的版本和备注。
    --plan carries out the targets of the plan. It is refused with exit code 5 if another commit is checked out, the config file has changed, or what is live has: make a new plan then. A plan that was carried out already is unchanged.
    --plan 部署计划中的目标。如果检出的是其他提交，或者配置文件、线上版本有变化，则拒绝执行，退出码为 5：请重新生成计划。已执行过的计划结果为“无变化”。
    --provenance writes an in-toto statement with SLSA's predicate: the repository, commit, tree, config and builder. Sign it with cosign or GitHub's actions/attest.
    --provenance 写出带 SLSA predicate 的 in-toto statement：仓库、提交、tree、配置和构建者。可用 cosign 或 GitHub 的 actions/attest 签名。
    --then runs another command on each target after its deploy, on the same emulated clouds.
    --then 在每个目标部署后，在同一套模拟云上再执行一个命令。
    --wait waits for a rollout in progress; the exit code is that of a deploy.
    --wait 等待正在进行的发布；退出码与 deploy 相同。
    1 file is a Git LFS pointer
    1 个文件是 Git LFS 指针
    1 to 100: give the release this share; below 100 it still waits
    1 到 100：给该版本的流量比例；低于 100 时仍等待确认
    1.2.3 on a tag, 1.2.3-4-g1a2b3c4d after it, 0.0.0-COUNT-gSHORT without any
    有标签时为 1.2.3，其后为 1.2.3-4-g1a2b3c4d，没有标签时为 0.0.0-COUNT-gSHORT
    127.0.0.1 could not be listened on
    无法监听 127.0.0.1
    2 to 45 letters, digits, - and _; a letter first, a letter or digit last
    2 到 45 个字母、数字、- 和 _；以字母开头，以字母或数字结尾
    ; HEAD is detached, without a tag
    ；HEAD 处于分离状态，没有标签
    A built file ("file" of "package") and an image get their provenance from what builds them, e.g. docker buildx build --provenance.
    已构建的文件（"package" 的 "file"）和镜像的来源证明由构建它们的工具生成，例如 docker buildx build --provenance。
    A built file to send as it is, e.g. target/app.jar. Only maxBytes can be combined with it.
    原样发送的构建产物，例如 target/app.jar。只能与 maxBytes 同时使用。
    A container image that CI pushed.
    CI 已推送的容器镜像。
    A rehearsal on emulated clouds: nothing was deployed.
    模拟云上的演练：没有部署任何内容。
    A repository that the cloud pulls.
    由云端拉取的代码仓库。
    A target with "%1" needs %2.
    使用 "%1" 的目标需要 %2。
    A target with "%1" needs nothing else.
    使用 "%1" 的目标不需要其他内容。
    A target with "local" has no cloud: only %1 applies to it.
    使用 "local" 的目标没有云：只有 %1 适用。
    A version is changed to fit where it is used; if that loses information, a hash is added.
    版本会按使用处的规则调整；如果会丢失信息，则加上哈希。
    A window in which nothing is deployed: every week, or between two dates.
    不部署的时间窗口：每周重复，或在两个日期之间。
    A zip made from the commit, or a built file sent as it is.
    由提交打成的 zip，或原样发送的构建产物。
    Alibaba Cloud
    阿里云
    Alibaba Cloud ESA edge containers
    阿里云 ESA 边缘容器
    All committed files.
    所有已提交的文件。
    An HTTP request that must succeed after the rollout.
    发布后必须成功的 HTTP 请求。
    An https or http URL, or a path on the service's URL. Default: the service's URL.
    https 或 http URL，或服务 URL 上的路径。默认：服务的 URL。
    Both have the member "schema", the version of their form. A new member does not change it: ignore unknown ones.
    两者都有成员 "schema"，即格式的版本。新增成员不改变版本：请忽略未知成员。
    Branches and tags that are deployed automatically. Pull and merge requests never are.
    自动部署的分支和标签。拉取请求和合并请求不会部署。
    BuildImage
    构建镜像
    Built files to add that are not in git.
    要加入的构建产物（不在 git 中）。
    CFS address
    CFS 地址
    CFS instance
    CFS 实例
    CI systems: %1; auto: that of the remote.
    CI 系统：%1；auto：远程仓库所用的系统。
    CI systems: their files and where their secrets are set
    CI 系统：配置文件和密钥的设置位置
    COMMANDS
    命令
    CONFIGURATION
    配置
    COS bucket
    COS 存储桶
    COS endpoint
    COS 访问域名
    CloseGrayRelease
    取消灰度发布
    Commands to run in the work tree after a deploy that succeeded; not after one that was unchanged.
    部署成功后在工作区中运行的命令；无变化时不运行。
    Commands to run in the work tree before packaging: lines for sh, or lists of words. A list is a list of commands.
    打包前在工作区中运行的命令：交给 sh 的一行，或单词列表。列表表示多条命令。
    Commits on this branch are deployed automatically; pull and merge requests never are.
    此分支上的提交自动部署；拉取请求和合并请求不会部署。
    CpuSpecs and MemSpecs must be set together
    CpuSpecs 和 MemSpecs 必须同时设置
    CreateCosToken returned no upload location for "%1"
    CreateCosToken 没有返回 "%1" 的上传位置
    CreateVersion
    创建版本
    Credentials are read from the environment, never from the config or the command line.
    凭证从环境变量读取，绝不会来自配置或命令行。
    DESCRIPTION
    描述
    Deflate level; 0: no compression.
    Deflate 压缩级别；0：不压缩。
    Deployed %1
    已部署 %1
    Deployed %1 to %2
    已将 %1 部署到 %2
    Deploys the target to many tenants.
    把目标部署到多个租户。
    Deploys to %1.
    部署到 %1。
    DingTalk
    钉钉
    Docker Hub refuses further pulls: the rate limit is reached
    Docker Hub 拒绝继续拉取：已达到频率限制
    Drone uses the same settings as Woodpecker: sampan init --ci woodpecker
    Drone 的设置与 Woodpecker 相同：sampan init --ci woodpecker
    During a "freeze" of a target it is refused with exit code 5. "before" is run before built files are read, so that package.add and package.file find what it builds; other changes of the work tree are not deployed: the commit is.
    在目标的 "freeze" 期间会被拒绝，退出码为 5。"before" 在读取构建产物之前运行，因此 package.add 和 package.file 能找到它构建的文件；工作区的其他改动不会部署，部署的是提交。
    During a "freeze" of the target it is refused with exit code 5.
    在目标的 "freeze" 期间会被拒绝，退出码为 5。
    ENVIRONMENT
    环境变量
    ESA could not create version %1 from %2, and gives no reason
    ESA 无法从 %2 创建版本 %1，没有给出原因
    ESA does not report the previous version in %1
    ESA 不提供 %1 的上一个版本
    ESA is going back to %1 already: nothing has to be rolled back
    ESA 正在回到 %1：无需回滚
    ESA reports this when it is busy: try again in a few minutes; the vendor's support needs the request id
    ESA 繁忙时会返回此错误：几分钟后重试；向厂商提工单时需要请求 ID
    ESA went back from version %1 to %2 and gives no reason; a user may have requested it
    ESA 已从版本 %1 退回到 %2，没有给出原因；也可能是有人手动退回
    ESA went back to %1 already: nothing has to be rolled back
    ESA 已回到 %1：无需回滚
    EXAMPLES
    示例
    EXIT STATUS
    退出码
    Each flag can be set as a variable: --config as SAMPAN_CONFIG. The flag takes precedence.
    每个选项都可以用变量设置：--config 对应 SAMPAN_CONFIG。选项优先。
    Edge Containers are not opened for this account: %1
    此账号未开通边缘容器：%1
    Environment variables that templates may read as {env:NAME}.
    模板可以用 {env:NAME} 读取的环境变量。
    Errors are what plan, rehearse or deploy would refuse without network access.
    错误是指 plan、rehearse 或 deploy 不联网就会拒绝的问题。
    Every target is planned, even if its "when" does not match. Nothing is sent without --credentials.
    列出所有目标的计划，"when" 不匹配的也包括在内。不加 --credentials 就不发送任何请求。
    FILE is what deploy, rehearse or another command printed with --json. With --json the merged report is printed.
    FILE 是 deploy、rehearse 等命令用 --json 输出的内容。加 --json 时输出合并后的报告。
    FILES
    文件
    Feishu
    飞书
    Files are those of the target's "package"; for other artifacts, all files of the commit.
    文件是目标 "package" 中的文件；其他部署内容则为提交的所有文件。
    Files to leave out.
    要排除的文件。
    Files to package. Default: all.
    要打包的文件。默认：全部。
    Findings
    问题
    Folder that becomes the root of the zip.
    作为 zip 根目录的目录。
    Folders outside path that the package also depends on.
    path 之外、代码包也依赖的目录。
    For editors (OWNER/sampan stands for the repository that Sampan is released from: replace it with its name).
    供编辑器使用（OWNER/sampan 表示发布 Sampan 的仓库：请替换为其名称）。
    For editors (config), and for programs that read what sampan writes (report, events).
    供编辑器（config）以及读取 sampan 输出的程序（report、events）使用。
    FullRelease
    全量发布
    GET %1 %2
    GET %1 %2
    GET %1: %2 instead of %3, from %4 on
    GET %1：从 %4 起返回 %2，而不是 %3
    GET %1: the response is an HTML page, not a registry's
    GET %1：响应是 HTML 页面，不是镜像仓库的响应
    GLOBAL FLAGS
    全局选项
    Git LFS file
    Git LFS 文件
    GitHub answered HTTP %1 when asked for an id token
    请求 ID token 时 GitHub 返回 HTTP %1
    Gitea and Forgejo use the same file as GitHub: sampan init --ci github
    Gitea 和 Forgejo 使用与 GitHub 相同的文件：sampan init --ci github
    Glob or list of globs.
    glob 或 glob 列表。
    Go back to the previous release if the new one fails.
    新版本失败时回到上一个版本。
    Go error: %1
    Go 错误：%1
    Gradle could not resolve %1
    Gradle 无法解析 %1
    GrayRelease
    灰度发布
    HEAD does not point to a commit
    HEAD 没有指向提交
    HEAD is detached and CI does not set a branch
    HEAD 处于分离状态，CI 也没有设置分支
    HEAD of "%1" has no commit yet
    "%1" 的 HEAD 还没有提交
    HH:mm:ss
    HH:mm:ss
    HTTP status %1
    HTTP 状态码 %1
    How long to retry until the response is as expected.
    在响应符合预期之前重试多久。
    How long to wait.
    等待多久。
    How many tenants each wave has.
    每一批的租户数。
    How many tenants to deploy to at the same time.
    同时部署的租户数。
    How to wait for the rollout.
    如何等待发布。
    How to wait for the rollout; false: do not wait.
    如何等待发布；false：不等待。
    If two files have the same target, the later one counts.
    如果两个文件有同一个目标，以后一个为准。
    In other systems, run a job with: exec sampan deploy
    在其他系统中运行任务：exec sampan deploy
    Its end. A date without a time includes that day.
    窗口的结束。没有时间的日期包含当天。
    Its name there, e.g. acme/api.
    它在那里的名称，例如 acme/api。
    Its start: a day of the week and a time, or a date.
    窗口的开始：星期和时间，或日期。
    Java error: %1
    Java 错误：%1
    Logs
    日志
    Maven could not resolve %1
    Maven 无法解析 %1
    Maximum size of the package.
    代码包的大小上限。
    NAME
    名称
    NFS server
    NFS 服务器
    NFS volumes
    NFS 存储卷
    Never asks. Without --force, existing files are not changed. Several files are written all or none.
    不会提问。不加 --force 不修改已有文件。多个文件要么全部写出，要么都不写。
    Node.js ran out of memory
    Node.js 内存不足
    Nothing leaves the machine; a "verify" with an absolute URL is skipped.
    任何数据都不离开本机；跳过使用绝对 URL 的 "verify"。
    Nothing to deploy
    没有要部署的内容
    Of a list of templates, the first whose names all have a value is used:
    模板为列表时，使用第一个所有变量都有值的模板：
    On a terminal, long help is shown in PAGER (default: less -FRX).
    在终端上，较长的帮助用 PAGER 显示（默认 less -FRX）。
    One service to deploy to: one provider and one artifact.
    要部署的一个服务：一个 provider 和一种部署内容。
    Overrides "remark" of the file.
    覆盖文件顶层的 "remark"。
    Overrides "version" of the file.
    覆盖文件顶层的 "version"。
    POST %1: the response has no address for the upload
    POST %1：响应中没有上传地址
    PUT %1: the response is an HTML page, not a registry's
    PUT %1：响应是 HTML 页面，不是镜像仓库的响应
    Providers: %1.
    Provider：%1。
    Providers: %1; default: what fits the repository.
    provider：%1；默认：适合此仓库的一个。
    Reads branch, remote, Dockerfile and its port, the JAR of a build, an image that CI pushes, and the folder that it runs in.
    读取分支、远程仓库、Dockerfile 及其端口、构建的 JAR、CI 推送的镜像以及当前目录。
    Registry and repository, without a tag.
    镜像仓库地址和名称，不含标签。
    ReleaseVersion
    发布版本
    Releases are in this folder, and "current" links to the live one. Relative to the repository's root.
    版本在这个目录中，"current" 指向线上版本。相对于仓库根目录。
    Reverted
    已回滚（Reverted）
    Running
    运行中（Running）
    SCENARIOS OF A REHEARSAL
    演练的场景
    SEE ALSO
    另见
    SOURCE_DATE_EPOCH is "%1", not a number of seconds
    SOURCE_DATE_EPOCH 为 "%1"，不是秒数
    SYNOPSIS
    概要
    Sampan deploys the commit that is checked out to a cloud service, waits until it is live, and reports the result. Targets are described in sampan.json, at the root of the repository.
    Sampan 把检出的提交部署到云服务，等待它上线，并报告结果。目标写在仓库根目录的 sampan.json 中。
    Scenarios:
    场景：
    Slack
    Slack
    Stop when more tenants than this have failed.
    失败的租户超过此数时停止。
    Submitted: %1
    已提交：%1
    Success
    成功（Success）
    TARGET is optional if only one target packages the source.
    只有一个目标打包源码时可以省略 TARGET。
    TEM deploys images by a tag in lower case, not %1
    TEM 按小写标签部署镜像，不能用 %1
    TEM does not report the package of version "%1"
    TEM 不提供版本 "%1" 的代码包
    TEM reports no version "%1": its instances will pull %2:%3, which has to exist
    TEM 没有返回版本 "%1"：实例将拉取 %2:%3，该镜像必须存在
    TEM runs a built JAR or WAR, not a zip of the source
    TEM 运行构建好的 JAR 或 WAR，不是源码 zip
    TEMPLATES
    模板
    TENCENTCLOUD_REGION is "%1", but the environment is in another region: it is not used
    TENCENTCLOUD_REGION 为 "%1"，但环境在其他地域：不使用它
    Tag or digest that CI pushed, or an image of another repository or registry, which is copied. Default: CI has pushed the tag to deploy.
    CI 已推送的标签或摘要，或要复制的其他仓库或镜像仓库中的镜像。默认：CI 已推送要部署的标签。
    Template of the remark. Of a list, the first whose names all have a value is used.
    备注模板。为列表时，使用第一个所有变量都有值的模板。
    Template of the version. Of a list, the first whose names all have a value is used.
    版本模板。为列表时，使用第一个所有变量都有值的模板。
    Templates of versions, remarks and tags of images may contain:
    版本、备注和镜像标签的模板可以包含：
    Tencent Cloud
    腾讯云
    Tencent CloudBase Run
    腾讯云托管（CloudBase Run）
    Tencent CloudBase, by a one-click task that is waited for
    腾讯云开发（等待一键部署任务）
    Tencent Elastic Microservice (TEM)
    腾讯云弹性微服务（TEM）
    Text that the body must contain.
    响应正文必须包含的文本。
    The branch to pull, for providers that support it.
    要拉取的分支，仅限支持它的 provider。
    The cloud pulls the source itself.
    云端自己拉取源码。
    The committed source as a zip, which the cloud builds. Or an image that CI pushed: sampan help config image
    提交的源码打成 zip，由云端构建。也可以用 CI 推送的镜像：sampan help config image
    The config, at the root of the repository.
    配置，位于仓库根目录。
    The exit code is 0 if the files could be read, whatever they report.
    只要文件能读取，退出码就是 0，与报告的内容无关。
    The exit code is that of the last deploy, promotion, cancellation or rollback of a target.
    退出码是目标最近一次部署、全量发布、取消或回滚的退出码。
    The expected status code.
    期望的状态码。
    The file that the build makes.
    构建产物。
    The first column is the name that rollback --to and logs --release take.
    第一列是 rollback --to 和 logs --release 使用的名称。
    The id that the one-click task is started with. It is only waited for: Sampan does not start it.
    启动一键部署任务时的 ID。Sampan 只等待它，不启动它。
    The image that CI pushed, by the tag that it was pushed with.
    CI 推送的镜像，用推送时的标签。
    The next deploy replaces it: revert the commit as well.
    下一次部署会替换它：请同时还原这个提交。
    The option that differs and its values, or the file that lists them.
    各租户不同的选项及其取值，或列出取值的文件。
    The run
    运行记录
    The service, which must exist: replace the made-up ids with yours. Credentials are read from the
    服务，必须已存在：请把虚构的 ID 换成自己的。凭证从环境变量读取，
    The source as a zip, or a built file.
    打成 zip 的源码，或构建产物。
    The tag to deploy.
    要部署的标签。
    The targets whose "when" matches the branch or tag are deployed. To skip it once: SAMPAN=0 git pull
    部署 "when" 与分支或标签匹配的目标。跳过一次：SAMPAN=0 git pull
    The targets, by name.
    各目标，以名称为键。
    The time zone of both.
    两者的时区。
    The whole file.
    整个文件。
    There is more in the log.
    日志中还有更多内容。
    This folder is deployed.
    部署这个目录。
    Time between polls. Default: depends on the provider.
    两次查询之间的间隔。默认值取决于 provider。
    Time is simulated: waiting takes no time, so a rollout of minutes ends within seconds.
    时间是模拟的：等待不耗时，几分钟的发布几秒内结束。
    Timeline
    时间线
    Topics: %1.
    主题：%1。
    TypeScript error: TS%1
    TypeScript 错误：TS%1
    URL
    URL
    URL of the JSON Schema, for editors.
    JSON Schema 的 URL，供编辑器使用。
    URL parameters
    URL 参数
    Unchanged: %1
    无变化：%1
    User Commands
    用户命令
    VPC
    VPC
    WaitForResume
    等待确认
    Waiting for confirmation: %1
    等待确认：%1
    Waiting for confirmation: %1, %2
    等待确认：%1，%2
    WeChat
    微信
    WeChat cloud hosting, through a third-party platform
    微信云托管（通过第三方平台）
    WeChat has no call that returns logs; they are in its console
    微信没有返回日志的接口；日志在其控制台
    WeChat has no call that stops an update: end it in the console of cloud hosting (https://cloud.weixin.qq.com/cloudrun), or roll back when it has ended
    微信没有停止更新的接口：请在云托管控制台（https://cloud.weixin.qq.com/cloudrun）中处理，或在更新结束后回滚
    WeChat token from %1
    微信 token 来自 %1
    WeCom
    企业微信
    What sets the tag: the registry's API, or docker.
    由什么来打标签：镜像仓库的 API，或 docker。
    What the files report is shown as it is: JSON is in English in every language.
    文件中的内容照原样显示：JSON 在任何语言下都是英文。
    What to do when another rollout is in progress.
    已有其他发布正在进行时怎么办。
    What to do when the rollout fails.
    发布失败时怎么办。
    What to do with Git LFS pointers.
    如何处理 Git LFS 指针。
    What to do with submodules.
    如何处理子模块。
    What to do with symbolic links.
    如何处理符号链接。
    When to write to the chats that are set in the environment. Default: never.
    何时发送消息到环境变量中设置的群机器人。默认：从不。
    Where it is hosted.
    托管位置。
    Whether an existing tag may be moved to another image.
    是否允许把已有标签移到另一个镜像。
    Which commits are deployed here automatically. Without it: only when the target is named.
    哪些提交自动部署到这里。不设置：只在指定目标名称时部署。
    Which tags are versions. Default: the tags that are valid SemVer.
    哪些标签是版本。默认：有效的 SemVer 标签。
    Windows in which nothing is deployed.
    不部署的时间窗口。
    With --credentials, each target's credentials are tried with a call that changes nothing, and what each cloud's console has to contain is printed: identity provider, role, policies.
    加 --credentials 时，用一次只读调用检查每个目标的凭证，并打印各云控制台中需要的内容：身份提供商、角色、策略。
    With --exit-code: 0 if a deploy would change nothing, 5 if it would, or if what is live is not known.
    加 --exit-code 时：部署不会产生变化为 0，会产生变化或线上版本未知为 5。
    With --percent below 100, the release still waits afterwards: the exit code is 4.
    --percent 低于 100 时，版本之后仍等待确认：退出码为 4。
    With GRAY, a new release gets all traffic only after: sampan promote production
    使用 GRAY 时，新版本在此之后才接收全部流量：sampan promote production
    Without --build, --process and --run: all logs that the provider has, each line with the name of its log.
    不加 --build、--process 和 --run：显示云端的所有日志，每行带日志名称。
    Without TARGET: the targets whose "when" matches this commit. If none does, the exit code is 0.
    不指定 TARGET：部署 "when" 与此提交匹配的目标。都不匹配时退出码为 0。
    \\u needs four hexadecimal digits
    \\u 后面需要四位十六进制数字
    `function` for services of that type
    `function` 用于该类型的服务
    a %1 request cannot have a body
    %1 请求不能有请求体
    a JAR or WAR already uploaded to TEM, by its full name
    已上传到 TEM 的 JAR 或 WAR 的完整名称
    a Tencent Cloud SecretId
    腾讯云 SecretId
    a URL, or a path that starts with "/"
    URL，或以 "/" 开头的路径
    a bug in sampan: please report it
    这是 sampan 的 bug，请反馈
    a command, or a list of commands
    一条命令，或命令列表
    a commit that is not in this clone is live
    线上的提交不在此克隆中
    a complete sampan.json:
    完整的 sampan.json：
    a count such as 1 or a share such as "10%%"
    数量，如 1，或比例，如 "10%%"
    a deploy is already running, and will deploy this as well
    已有部署正在运行，会一并部署这次的内容
    a deploy is running
    有部署正在运行
    a digit is missing after the decimal point
    小数点后缺少数字
    a digit is missing before the decimal point
    小数点前缺少数字
    a directory
    目录
    a duration such as "90s" or "1h30m"
    时长，如 "90s" 或 "1h30m"
    a file with the id token
    ID token 文件
    a gateway answers 502 to everything
    网关对所有请求返回 502
    a glob
    glob
    a gray release can be promoted some time after its release order was made
    灰度版本在发布单创建一段时间后才能全量发布
    a gray release is up before it can be promoted
    灰度版本已启动，但尚不能全量发布
    a hook's deploy is running in this repository
    此仓库中有钩子的部署正在运行
    a key in double quotes
    带双引号的键
    a key in double quotes or "}"
    带双引号的键或 "}"
    a link of %1 bytes
    %1 字节的链接
    a list
    列表
    a list is a list of commands: for one command, write a line such as "npm ci"
    列表表示多条命令：只有一条命令时，写成一行，例如 "npm ci"
    a list, each element %1
    列表，每个元素为 %1
    a local release has no log
    本地发布没有日志
    a local release is switched in one step
    本地发布一步切换
    a local release needs a package
    本地发布需要 "package"
    a local release serves at once
    本地发布立即生效
    a login page of the network (captive portal) answers instead of the storage
    响应来自网络的登录页（认证门户），而不是对象存储
    a new %1 was refused, too: run again in a few minutes, or ask the provider's support with the request id
    新的%1也被拒绝：请过几分钟重新运行，或提供请求 ID 咨询云厂商
    a new component_access_token was minted; the previous one expires within minutes
    已生成新的 component_access_token；旧的几分钟后失效
    a new service needs the port that its container listens on
    新服务需要容器监听的端口
    a number%1
    数字%1
    a one-click task is only watched
    一键部署任务只能查看
    a one-click task is stopped where it was started
    一键部署任务在启动它的地方停止
    a package is uploaded to Tencent Cloud, with its key; an "image" needs none
    代码包用腾讯云密钥上传；"image" 不需要密钥
    a package that is already uploaded, in place of an artifact
    已上传的代码包，代替部署内容
    a path is longer than %1 bytes: "%2…"
    有路径超过 %1 字节："%2…"
    a person has routed the requests with a URL parameter to the gray release
    有人已将带有某个 URL 参数的请求路由到灰度版本
    a person has routed the requests with a header to the gray release
    有人已将带有某个请求头的请求路由到灰度版本
    a proxy may change the headers: check HTTPS_PROXY and NO_PROXY
    代理可能修改了请求头：检查 HTTPS_PROXY 和 NO_PROXY
    a proxy may have answered: check HTTPS_PROXY and NO_PROXY
    响应可能来自代理：检查 HTTPS_PROXY 和 NO_PROXY
    a proxy may have answered: check HTTPS_PROXY, NO_PROXY and %1
    响应可能来自代理：检查 HTTPS_PROXY、NO_PROXY 和 %1
    a proxy may have changed the method: check HTTPS_PROXY and NO_PROXY
    代理可能修改了请求方法：检查 HTTPS_PROXY 和 NO_PROXY
    a proxy may have dropped the body: check HTTPS_PROXY and NO_PROXY
    代理可能丢弃了请求体：检查 HTTPS_PROXY 和 NO_PROXY
    a quota of the account is used up: raise it
    账号的某项配额已用完：请提升配额
    a rehearsal sends no request to %1
    演练不向 %1 发送请求
    a relative path
    相对路径
    a request body cannot be written as JSON
    请求体无法写成 JSON
    a response to HEAD has no message
    HEAD 响应没有正文
    a role is set, but this job has no id token
    设置了角色，但此任务没有 ID token
    a rollout is in progress and has no version yet
    有发布正在进行，尚无版本
    a server that uses the old one has to fetch its token again
    使用旧 token 的服务端必须重新获取
    a string
    字符串
    a template
    模板
    a temporary folder
    临时目录
    a time such as "Fri 18:00", "2026-12-24" or "2026-12-24 18:00"
    时间，例如 "Fri 18:00"、"2026-12-24" 或 "2026-12-24 18:00"
    a time zone such as "Asia/Shanghai" or "+08:00"
    时区，例如 "Asia/Shanghai" 或 "+08:00"
    a value
    值
    a value or a blank
    值或空格
    a variable of the environment that is listed in "allowEnv"
    "allowEnv" 中列出的环境变量
    absent: the target's image
    不设置：使用目标的镜像
    absolute
    绝对路径
    absolute: %1
    绝对路径：%1
    accepted
    已接受
    accounts of alibabacloud.com need "site": "international", those of aliyun.com "china"
    alibabacloud.com 的账号需要 "site": "international"，aliyun.com 的账号需要 "china"
    add "%1": %2
    添加 "%1"：%2
    add ":" here
    在此处添加 ":"
    add %1
    添加 %1
    add %1 to "allowEnv" at the top level
    在顶层的 "allowEnv" 中添加 %1
    add a Dockerfile: the cloud builds the image with it
    添加 Dockerfile：云端用它构建镜像
    add a comma here
    在此处添加逗号
    add a pattern after the !
    在 ! 后面添加模式
    add a target: sampan init writes an example
    添加一个目标：sampan init 会写出示例
    add at least one element, or remove the key
    至少添加一个元素，或删除这个键
    add it to "dependencies" of package.json, and commit package-lock.json
    加入 package.json 的 "dependencies"，并提交 package-lock.json
    add it to "scripts", or correct the command in the Dockerfile
    加入 "scripts"，或改正 Dockerfile 中的命令
    add the address of this machine to the bot's IP whitelist
    把本机地址加入机器人的 IP 白名单
    add the fingerprint of the root certificate of the issuer's address to the identity provider in RAM
    把颁发者 URL 的根证书指纹加入 RAM 中的身份提供商
    add the keyword "sampan" to the bot's settings
    在机器人的安全设置中添加自定义关键词 "sampan"
    add the keyword "sampan" to the robot's settings
    在机器人的安全设置中添加自定义关键词 "sampan"
    add the package that has it to requirements.txt, and deploy again
    把提供它的包加入 requirements.txt，然后重新部署
    add these credentials %1:
    添加这些凭据%1：
    add this runner's address to the IP allow list of the third-party platform
    把此 runner 的出口地址加入第三方平台的 IP 白名单
    add to %1: %2
    加入 %1：%2
    add to lefthook.yml: %1: { commands: { sampan: { run: '%2' } } }
    加入 lefthook.yml：%1: { commands: { sampan: { run: '%2' } } }
    after
    后置命令
    after a failure, restore an entry of it: sampan rollback %1 --to ENTRY
    失败后，恢复历史中的一项：sampan rollback %1 --to ENTRY
    after the push, to confirm it
    推送之后，用于确认
    after the tag was set, to confirm it
    打标签之后，用于确认
    again in a minute: sampan promote %1
    一分钟后重试：sampan promote %1
    again, %1
    %1再次发送
    ahead
    快
    all environment variables, a JSON object in a string
    所有环境变量，字符串形式的 JSON 对象
    all traffic at once, or a candidate that a person promotes
    直接全量发布，或先灰度发布，再由人全量发布
    allow the account of %1 to %2 "%3"
    给 %1 的账号授权%2 "%3"
    allow the role sessions of 2 hours: its "session duration" in CAM
    允许角色会话 2 小时：CAM 中的“会话时长”
    also ask the cloud what is live, and write a plan for deploy --plan
    同时向云查询线上版本，并写出供 deploy --plan 执行的计划
    also write the file of this CI system; auto: that of the remote
    同时写出此 CI 系统的配置文件；auto：远程仓库所用的系统
    also write where the zip comes from, as an in-toto statement
    同时写出 zip 的来源证明（in-toto statement）
    an Alibaba Cloud AccessKey ID
    阿里云 AccessKey ID
    an app of this name exists already: check "appId"
    同名应用已存在：检查 "appId"
    an earlier gray release has no traffic, but is still open
    较早的灰度版本没有流量，但仍未结束
    an error
    一个错误
    an existing version to publish, e.g. `ver-879626371616512000`, in place of an image
    要发布的已有版本，例如 `ver-879626371616512000`，代替镜像
    an image is not built: "buildPacks" has no effect
    镜像不需要构建："buildPacks" 不起作用
    an image repository without a tag
    不含标签的镜像名
    an integer%1
    整数%1
    an object
    对象
    an object of targets by name
    以目标名为键的对象
    an object with one option and its values, or "file"
    包含一个选项及其取值的对象，或 "file"
    an object, each value %1
    对象，每个值为 %1
    an update drops every setting that it does not name
    更新会丢弃没有写出的设置
    an update has no outcome
    更新没有结果
    and
    和
    and %1 more
    另有 %1 项
    another deploy is running in %1
    %1 中正在运行另一次部署
    another deploy or the provider itself made it: deploy again
    它由另一次部署或云厂商自己创建：重新部署
    another deploy updated %1 since, %2
    另一次部署在此期间更新了 %1，%2
    another operation is changing it: deploy again in a minute
    另一个操作正在修改它：一分钟后重新部署
    another operation is in progress on it: deploy again in some minutes
    另一个操作正在进行：几分钟后重新部署
    another operation is in progress on it: try again in some minutes
    另一个操作正在进行：几分钟后重试
    another rollout is in progress and ends after a while
    已有其他发布正在进行，稍后结束
    another run has been minting a token for a minute
    另一个任务已经用了一分钟来生成 token
    another update is rolling out: %1
    另一个更新正在发布：%1
    answers are not valid JSON
    响应不是有效的 JSON
    answers arrive slowly, a few bytes at a time
    响应到达得很慢，每次几个字节
    answers in a row that count
    连续多少次响应才算数
    anyone may pull it
    任何人都可以拉取
    app "%1" does not exist: %2
    应用 "%1" 不存在：%2
    app "%1" has no version "%2": %3
    应用 "%1" 没有版本 "%2"：%3
    app "%1" has no version to clone the settings from, and no port
    应用 "%1" 没有可克隆设置的版本，也没有端口
    app %1 has no version yet: the first one gets 1 core, 2 GiB of memory, 0.5 GiB of disk and a TCP check of port %2; "containers" in "esa" sets others
    应用 %1 还没有版本：首个版本使用 1 核、2 GiB 内存、0.5 GiB 磁盘，并对端口 %2 做 TCP 检查；其他设置用 "esa" 中的 "containers"
    append to
    追加到
    application "%1" does not exist in environment "%2": %3
    应用 "%1" 不在环境 "%2" 中：%3
    application %1 has no log topic: set up log collection in the console of TEM
    应用 %1 没有日志主题：请在 TEM 控制台配置日志采集
    apt-get install ca-certificates
    apt-get install ca-certificates
    apt-get install libcurl4
    apt-get install libcurl4
    arguments of the container's entry point
    容器入口命令的参数
    artifact  already at the provider
    内容      已在云端
    as history shows it; default: the one that is rolled out, else the newest
    如 history 所示；默认：正在发布的版本，否则最新版本
    ask the administrator of the registry: its %1 must be a public https address
    请联系镜像仓库管理员：其%1必须是公网 https 地址
    at the top level
    （顶层）
    authenticated as %1%2, key %3
    已认证为 %1%2，密钥 %3
    authentication required
    需要认证
    authorize the third-party platform for cloud hosting: its permission sets are in the open platform's console
    授权第三方平台使用云托管：权限集在开放平台的控制台中
    auto, always or never
    auto、always 或 never
    available: %1
    可用：%1
    awaiting
    待确认
    backslash
    反斜杠
    bash: add to ~/.bashrc: eval "$(sampan completions bash)"
    bash：在 ~/.bashrc 中加入：eval "$(sampan completions bash)"
    batch %1
    第 %1 批
    batch %1 is waiting for confirmation
    第 %1 批正在等待确认
    batch_updating
    分批发布中（batch_updating）
    batch_updating_waiting_confirm
    等待确认（batch_updating_waiting_confirm）
    batches one after the other (`0` is the same), a small first one that is confirmed, or all confirmed
    逐批进行（`0` 相同）、先发一小批并确认，或全部手动确认
    before
    前置命令
    before a deploy, sampan check warns of it
    部署之前，sampan check 会对此给出警告
    before sampan, in the job: git fetch --tags origin
    在任务中，运行 sampan 之前：git fetch --tags origin
    before the first probe
    首次检查前等待的秒数
    begins or ends with white space
    首尾有空白字符
    behind
    慢
    beta batch
    首批
    between two probes
    检查间隔（秒）
    bind APM to the environment in the console
    在控制台为环境绑定 APM
    bind a registry to the environment in the console
    在控制台为环境绑定镜像仓库
    blob %1 is
    blob %1
    branch %1
    分支 %1
    branches %1
    分支 %1
    broken pipe
    管道已断开
    build
    构建
    build an image in CI: "image": { … }
    在 CI 中构建镜像："image": { … }
    build first, then package
    先构建，再打包
    build it before this step
    在此步骤之前构建
    build it for this platform: docker buildx build --platform linux/amd64
    为此平台构建：docker buildx build --platform linux/amd64
    build the image for linux/amd64: docker buildx build --platform linux/amd64
    为 linux/amd64 构建镜像：docker buildx build --platform linux/amd64
    build the image in CI and deploy it with "image", or make the build use less memory
    在 CI 中构建镜像并用 "image" 部署，或减少构建的内存用量
    build the image in this job, before the deploy: docker build -t %1 .
    在此任务中、部署之前构建镜像：docker build -t %1 .
    build with FROM golang:%1, or set ENV GOTOOLCHAIN=auto in the build stage
    用 FROM golang:%1 构建，或在构建阶段设置 ENV GOTOOLCHAIN=auto
    build without attestations: docker buildx build --provenance=false --sbom=false
    构建时不带 attestation：docker buildx build --provenance=false --sbom=false
    build_fail
    构建失败（build_fail）
    build_failed
    构建失败（build_failed）
    built file "%1" changed after the deploy was planned
    构建产物 "%1" 在生成计划之后被修改
    built file "%1" does not exist
    构建产物 "%1" 不存在
    built file "%1" has %2 bytes, "maxBytes" allows %3
    构建产物 "%1" 有 %2 字节，"maxBytes" 允许 %3
    buy an ESA plan with Edge Containers in the console, create the app there, and set its id as appId
    在控制台购买含边缘容器的 ESA 套餐并创建应用，把其 ID 设为 appId
    cancel
    取消
    cancellation
    取消
    cancelling %1 ("onConflict": "cancel")
    正在取消 %1（"onConflict": "cancel"）
    cannot %1 "%2": %3
    无法%1 "%2"：%3
    cannot %1 "%2": it is not a regular file
    无法%1 "%2"：不是普通文件
    cannot %1 "%2": no space left on device
    无法%1 "%2"：磁盘空间不足
    cannot %1: %2
    无法%1：%2
    cannot detect the CI system: the host %1 is unknown
    无法判断 CI 系统：主机 %1 未知
    cannot detect the CI system: the repository has no remote
    无法判断 CI 系统：仓库没有远程仓库
    cannot make a folder in "%1": another process removes it
    无法在 "%1" 中创建目录：另一个进程将其删除
    cannot read "%1": it is longer than %2 bytes
    无法读取 "%1"：超过 %2 字节
    cannot read "%1": it is not a regular file
    无法读取 "%1"：不是普通文件
    cannot start a thread: %1
    无法启动线程：%1
    cannot tell whether the settings differ: %1
    无法判断设置是否不同：%1
    cannot write "%1": its reader does not keep up
    无法写入 "%1"：读取它的程序太慢
    cannot write "%1": no program reads it
    无法写入 "%1"：没有程序在读取
    cannot write results to standard output: %1
    无法把结果写到标准输出：%1
    carry out the plan that plan --out has written, if commit, config and what is live are the same
    执行 plan --out 写出的计划，前提是提交、配置和线上版本都没有变化
    cause: %1
    原因：%1
    change the mode of
    修改权限
    chats, for "notify":
    群机器人，用于 "notify"：
    chats: %1, for %2
    群机器人：%1，用于 %2
    check
    检查
    check "appId", "site" and the account of the key
    检查 "appId"、"site" 和密钥所属账号
    check "appId": it begins with app-, and the console lists the apps
    检查 "appId"：以 app- 开头，控制台列出所有应用
    check "envId", "region" and the account of the key
    检查 "envId"、"region" 和密钥所属账号
    check "exclude" of the package and .dockerignore; add what the CI builds with "add"
    检查 "package" 的 "exclude" 和 .dockerignore；CI 构建的内容用 "add" 加入
    check "from" of the target's "image": it names the image to copy
    检查目标 "image" 中的 "from"：它指明要复制的镜像
    check "repository" of the target's "image": "%1"
    检查目标 "image" 的 "repository"："%1"
    check "serverName", "envId" and the account of the key
    检查 "serverName"、"envId" 和密钥所属账号
    check "versionId": it begins with ver-, and the console lists the versions of the app
    检查 "versionId"：以 ver- 开头，控制台列出应用的所有版本
    check %1 and the clock of this machine
    检查 %1 和本机时钟
    check %1, or the variables that begin with WECHAT_COMPONENT_
    检查 %1，或以 WECHAT_COMPONENT_ 开头的变量
    check ALIBABA_CLOUD_ACCESS_KEY_ID, and that the key was not disabled
    检查 ALIBABA_CLOUD_ACCESS_KEY_ID，以及密钥是否被禁用
    check ALIBABA_CLOUD_ACCESS_KEY_SECRET for a missing character
    检查 ALIBABA_CLOUD_ACCESS_KEY_SECRET 是否缺少字符
    check HTTPS_PROXY
    检查 HTTPS_PROXY
    check SSL_CERT_FILE, SSL_CERT_DIR and CURL_CA_BUNDLE
    检查 SSL_CERT_FILE、SSL_CERT_DIR 和 CURL_CA_BUNDLE
    check WECHAT_COMPONENT_APPID and WECHAT_COMPONENT_APPSECRET
    检查 WECHAT_COMPONENT_APPID 和 WECHAT_COMPONENT_APPSECRET
    check appId and the account of the key: the console lists the apps under Edge Containers
    检查 appId 和密钥所属账号：控制台的“边缘容器”列出所有应用
    check applicationId (app-…) and environmentId (en-…)
    检查 applicationId（app-…）和 environmentId（en-…）
    check applicationId, environmentId, region and the account of the key
    检查 applicationId、environmentId、region 和密钥所属账号
    check applicationId, region and the account of the key
    检查 applicationId、region 和密钥所属账号
    check before repeating it: sampan status %1
    重试之前先检查：sampan status %1
    check each target's credentials with a call that changes nothing
    用一次只读调用检查每个目标的凭证
    check envId and the account of the key
    检查 envId 和密钥所属账号
    check envId, and that the mini program has authorized the platform
    检查 envId，以及小程序是否已授权此平台
    check envId, serverName and that the environment belongs to this platform
    检查 envId、serverName，以及环境是否属于此平台
    check envId, serverName and the account of the key; an environment in another region needs "region"
    检查 envId、serverName 和密钥所属账号；环境在其他地域时需要 "region"
    check environmentId, region and the account of the key
    检查 environmentId、region 和密钥所属账号
    check it in the console, and deploy again
    在控制台检查，然后重新部署
    check its owner and permissions: ls -ld %1
    检查所有者和权限：ls -ld %1
    check its state: sampan status %1
    检查其状态：sampan status %1
    check out submodules in the CI job
    在 CI 任务中检出子模块
    check out the job's commit, where that is the one to deploy
    如果要部署的是任务对应的提交，请检出它
    check out without a filter and without sparse-checkout
    检出时不要使用 filter 和 sparse-checkout
    check serverName
    检查 serverName
    check that it exists and that the cloud may read it: docker pull of it, without a login
    检查它是否存在、云端是否可读：不登录运行 docker pull
    check that the daemon pushes to %1: docker info
    检查 docker 守护进程是否推送到 %1：docker info
    check that the version of the app exists: the console lists them; otherwise the API has been removed: update sampan
    检查应用的版本是否存在：控制台列出所有版本；否则是 API 已被移除：请升级 sampan
    check the account of the key: the service does not recognize it
    请检查密钥所属的账号：服务无法识别该账号
    check the address in %1, and which credentials that server expects in it
    检查 %1 中的地址，以及该服务端需要哪些凭证
    check the address in its variables, and that the service is in the same private network
    检查变量中的地址，以及服务是否在同一私有网络
    check the external id, and that the key is of the account that runs the task
    检查 externalId，以及密钥是否属于运行该任务的账号
    check the external id: it must be the one that was given to the task when it was started
    检查 externalId：必须是启动任务时传入的那个
    check the ids and the region of the target, and the account of the key
    检查目标的各个 ID 和地域，以及密钥所属账号
    check the limits of this machine: ulimit -u
    检查本机的限制：ulimit -u
    check the limits: ulimit -n
    检查限制：ulimit -n
    check the name, this machine's DNS and HTTPS_PROXY
    检查名称、本机 DNS 和 HTTPS_PROXY
    check the option that the message names: sampan help config
    检查消息中提到的选项：sampan help config
    check the outcome: %1
    检查结果：%1
    check the outcome: sampan status %1
    检查结果：sampan status %1
    check the path given with -C
    检查 -C 指定的路径
    check the proxy
    检查代理
    check the robot's security settings, and %1
    检查机器人的安全设置和 %1
    check the secret id and key for a missing character and for a key that was disabled
    检查 SecretId 和 SecretKey 是否缺少字符，密钥是否被禁用
    check the secret id for a missing character and for a key that was deleted
    检查 SecretId 是否缺少字符，密钥是否已被删除
    check the service in the platform's console
    在平台控制台检查服务
    check the service in the provider's console
    在云厂商控制台检查服务
    check the service's traffic in the provider's console
    在云厂商控制台检查服务的流量
    check the values under "wechat" in the target against the service
    对照服务检查目标中 "wechat" 下的各项
    check them with a call that changes nothing: sampan doctor --credentials
    用一次只读调用检查：sampan doctor --credentials
    check this machine's network, firewall and HTTPS_PROXY
    检查本机网络、防火墙和 HTTPS_PROXY
    check this machine, clone, config and credentials, and print how to fix problems
    检查本机、克隆、配置和凭证，并给出修复方法
    check user and password of %1
    检查 %1 的用户名和密码
    check what became of the update: sampan status
    检查更新的结果：sampan status
    check what is in progress: sampan status %1
    检查正在进行的操作：sampan status %1
    check what is live: sampan status %1
    检查线上版本：sampan status %1
    check what it is before deploying again: %1
    重新部署之前先检查它：%1
    check where standard output goes
    检查标准输出写到了哪里
    choose another operating system for the application in the console
    在控制台为应用选择其他操作系统
    choose the application's JDK version in the console
    在控制台选择应用的 JDK 版本
    clone again
    重新克隆
    clone again without options that change the repository's format
    重新克隆，不要使用改变仓库格式的选项
    clone: HEAD is %1 %2%3
    克隆：HEAD 是 %1%2%3
    close it with %1
    用 %1 结束它
    close it with %1 on the same line, and write \\n for a line break
    在同一行用 %1 结束它，换行写成 \\n
    close it with */
    用 */ 结束它
    close it with }
    用 } 结束它
    close its release order: sampan cancel %1
    关闭它的发布单：sampan cancel %1
    cloud hosting is not opened for environment "%1": %2
    环境 "%1" 未开通云托管：%2
    cloud hosting is not opened in environment "%1", or this account has no such environment: %2
    环境 "%1" 未开通云托管，或此账号没有这个环境：%2
    clouds, keys and addresses are made up, time is simulated; hints are those of a real deploy
    云、密钥和地址是虚构的，时间是模拟的；提示与真实部署相同
    code %1
    错误码 %1
    codeDetail names another repository than the target: "%1"
    codeDetail 指定的仓库与目标不同："%1"
    commands:
    命令：
    comments start with //
    注释以 // 开头
    commit
    提交
    commit %1 %2 (%3)
    提交 %1 %2（%3）
    commit %1 has no folder "%2"
    提交 %1 中没有目录 "%2"
    commit %1 has no tree
    提交 %1 没有树
    commit %1 is
    提交 %1
    commit %1 is not in this clone%2
    提交 %1 不在此克隆中%2
    commit %1 → %2
    提交 %1 → %2
    commit it at the package's root, or set its path in the provider's options
    提交到代码包根目录，或在 provider 选项中设置其路径
    commit it, and copy it into the image before this step
    提交它，并在此步骤之前复制进镜像
    commit it, or correct "path" or "shared" in "package"
    提交它，或改正 "package" 中的 "path" 或 "shared"
    commit it, or correct the path: it starts at the folder of the package
    提交它，或改正路径：从代码包的目录算起
    commit it, or name it in "dockerfilePath"
    提交它，或在 "dockerfilePath" 中指定
    commit it, or name it in "items": { "Dockerfile": … }
    提交它，或在 "items" 中指定：{ "Dockerfile": … }
    commit package-lock.json, and copy it into the image before this step
    提交 package-lock.json，并在此步骤之前复制进镜像
    commits and files are not listed: %1
    没有列出提交和文件：%1
    compare commit %1 with HEAD
    比较提交 %1 与 HEAD
    compare the work tree with HEAD
    将工作区与 HEAD 比较
    completions needs the name of a shell
    completions 需要 shell 的名称
    component "%1"
    路径段 "%1"
    component that may read as ".git"
    可能被当作 ".git" 的路径段
    component_access_token from %1
    来自 %1 的 component_access_token
    config (default), report (the object of --json) or events (the lines of --events)
    config（默认）、report（--json 的对象）或 events（--events 的各行）
    config file %1 → %2
    配置文件 %1 → %2
    config: %1
    配置：%1
    configuration
    配置
    configuration; a service that does not exist; an API that was retired
    配置；服务不存在；API 已下线
    container log of %1 (all versions that run)
    %1 的容器日志（所有运行中的版本）
    contains a NUL byte
    含有 NUL 字节
    contains a backslash, which has no meaning here
    含有反斜杠，它在这里没有意义
    contains a backslash; separate folders with /
    含有反斜杠；用 / 分隔目录
    contains a character that must be percent-encoded
    含有必须用百分号编码的字符
    contains a control character
    含有控制字符
    contains a user name or password
    含有用户名或密码
    contains characters that are not ASCII: percent-encode them
    含有非 ASCII 字符：请用百分号编码
    contains white space
    含有空白字符
    contains {…,…}, which is not supported
    含有 {…,…}，不支持这种写法
    continue watching: %1
    继续查看：%1
    control character
    控制字符
    control character in a string
    字符串中有控制字符
    copy
    复制
    copy the bot's address again: %1
    重新复制机器人的 webhook 地址：%1
    copy the image with another tool: skopeo copy --all, or crane copy
    用其他工具复制镜像：skopeo copy --all，或 crane copy
    copy the robot's address again, and check the proxy
    重新复制机器人的 webhook 地址，并检查代理
    copy the robot's address again: %1
    重新复制机器人的 webhook 地址：%1
    copy the webhook address of the robot from %1 again
    从%1重新复制机器人的 webhook 地址
    copy the webhook's address again: %1
    重新复制 webhook 地址：%1
    copy to
    复制到
    copying %1, %2, from %3
    正在从 %3 复制 %1，%2
    cores and memory
    核数和内存
    cores, e.g. `"0.25"`; default for this and all options below: unchanged
    核数，例如 `"0.25"`；本项及以下各项默认：保持不变
    cores; send MemSpecs (twice the cores, in GiB) together
    核数；与 MemSpecs（核数的两倍，单位 GiB）一起设置
    correct "include" and "exclude" in "package"
    改正 "package" 中的 "include" 和 "exclude"
    correct "path" in "package"
    改正 "package" 中的 "path"
    correct CMD or ENTRYPOINT; a script needs line ends of Unix: git add --renormalize %1
    改正 CMD 或 ENTRYPOINT；脚本需要 Unix 换行：git add --renormalize %1
    correct its name or version; for a private package, log in to its registry with an .npmrc
    改正名称或版本；私有包请用 .npmrc 登录其仓库
    correct its version, or add the repository that has it, with its credentials, to the settings of the build
    改正版本，或在构建设置中加入提供它的仓库及其凭证
    correct its version, or add the repository that has it; if the network failed, deploy again
    改正版本，或加入提供它的仓库；如果是网络问题，重新部署
    correct line %1 of %2
    改正 %2 的第 %1 行
    correct the name after FROM, or use a public image: the cloud's builder has no account at other registries
    改正 FROM 后的名称，或使用公开镜像：云端构建机没有其他镜像仓库的账号
    correct the name or tag after FROM in the Dockerfile
    改正 Dockerfile 中 FROM 后的名称或标签
    correct the start command, or copy the file into the image: what is built is not in the commit
    改正启动命令，或把文件复制进镜像：构建产物不在提交中
    correct the version, or change the Python of the image: FROM python:…
    改正版本，或更换镜像的 Python：FROM python:…
    could not confirm that %1 gets %2 %% of the traffic
    无法确认 %1 是否接收 %2 %% 的流量
    could not confirm that batch %1 was resumed (%2); checking whether it was
    无法确认第 %1 批是否已恢复（%2）；正在检查
    could not confirm that the %1 was accepted (%2); checking whether it took effect
    无法确认%1是否已被接受（%2）；正在检查是否生效
    could not confirm that the %1 was accepted: %2
    无法确认%1是否已被接受：%2
    could not confirm that the rollback was accepted: %1 is live
    无法确认回滚是否已被接受：线上是 %1
    could not confirm that the rollout in progress is from this deploy: %1
    无法确认正在进行的发布是否来自本次部署：%1
    could not confirm that the update was accepted (%1); checking for its rollout
    无法确认更新是否已被接受（%1）；正在查找对应的发布
    could not confirm that the update was accepted: %1
    无法确认更新是否已被接受：%1
    could not roll back to %1: %2
    无法回滚到 %1：%2
    could not write to %1: %2
    无法发送到 %1：%2
    count its commits
    计算提交数
    create its first version in the console or by createcloudbaserunserverversion
    在控制台或用 createcloudbaserunserverversion 创建第一个版本
    create the namespace and the repository: ACR reports the same error when one of them does not exist
    创建命名空间和镜像仓库：任一不存在时 ACR 返回同样的错误
    create the repository in the registry's console, if the registry does not create it automatically
    如果镜像仓库服务不自动创建，请在其控制台创建仓库
    create the service and its first version once, in the console of cloud hosting
    先在云托管控制台创建服务及其第一个版本
    create_failed
    创建失败（create_failed）
    created
    创建时间
    credentials
    凭证
    credentials are read from the environment; to check them: sampan doctor --credentials
    凭证从环境变量读取；检查凭证：sampan doctor --credentials
    credentials for %1 from %2
    %1 的凭证来自 %2
    credentials or permission
    凭证或权限
    curl_multi_add_handle: %1
    curl_multi_add_handle：%1
    curl_multi_perform: %1
    curl_multi_perform：%1
    curl_multi_poll: %1
    curl_multi_poll：%1
    default %1
    默认 %1
    dependency conflict in package.json
    package.json 中的依赖冲突
    dependency conflict: %1 are incompatible
    依赖冲突：%1 互不兼容
    dependency conflict: %1 needs %2%3
    依赖冲突：%1 需要 %2%3
    deploy --plan takes no targets: the plan has them
    deploy --plan 不接受目标：目标由计划决定
    deploy a commit with a new version
    换一个新的版本号再部署
    deploy a new version: tags of this registry cannot be moved
    部署新版本：此镜像仓库的标签不可移动
    deploy a tagged commit
    部署带标签的提交
    deploy after each merge, and on a server after each push
    每次合并后部署；在服务器上每次推送后部署
    deploy again after the build has finished
    构建完成后重新部署
    deploy again later, or use a mirror in the Dockerfile: FROM mirror.ccs.tencentyun.com/library/…
    稍后重新部署，或在 Dockerfile 中使用镜像源：FROM mirror.ccs.tencentyun.com/library/…
    deploy again to replace it
    重新部署以替换它
    deploy again when it has ended: %1
    结束后重新部署：%1
    deploy again when it has ended: sampan status %1 --wait
    结束后重新部署：sampan status %1 --wait
    deploy again, or use a mirror near the build: npm config set registry https://mirrors.cloud.tencent.com/npm/
    重新部署，或使用就近的镜像源：npm config set registry https://mirrors.cloud.tencent.com/npm/
    deploy again: it is safe, a rollout in progress is detected
    重新部署：这是安全的，会识别正在进行的发布
    deploy again: nothing is in progress
    重新部署：没有正在进行的发布
    deploy again: sampan deploy
    重新部署：sampan deploy
    deploy again: the parts that were copied are kept
    重新部署：已复制的分片会保留
    deploy again: the version is found and not created twice
    重新部署：会找到这个版本，不会重复创建
    deploy again; another job may be pushing the same tag
    重新部署；可能有另一个任务正在推送同一标签
    deploy an image: "image" instead of "package" in the target
    部署镜像：目标中用 "image" 代替 "package"
    deploy an older commit with "order": "any"
    用 "order": "any" 部署较早的提交
    deploy even if a "freeze" of the target forbids it now
    即使目标的 "freeze" 现在不允许，也执行
    deploy from a clone of a SHA-1 repository: git init --object-format=sha1
    从 SHA-1 仓库的克隆部署：git init --object-format=sha1
    deploy from a clone with a work tree
    从有工作区的克隆部署
    deploy the application in the console once
    先在控制台部署一次应用
    deploy the application in the console once: this API only updates
    先在控制台部署一次应用：此 API 只能更新
    deploy the current commit and wait until it is live
    部署当前提交，并等待它上线
    deploy the current commit to a cloud service
    把当前提交部署到云服务
    deploy the earlier commit with "order": "any"
    用 "order": "any" 部署较早的提交
    deploy the newer commit
    部署较新的提交
    deploy the service with "tcbr" instead of "tcbTask"
    用 "tcbr" 代替 "tcbTask" 部署服务
    deploy what it is built from, with a Dockerfile: "package": {}
    部署其源码和 Dockerfile："package": {}
    deploy_fail
    部署失败（deploy_fail）
    deploy_failed
    部署失败（deploy_failed）
    deployed
    已部署
    deploying
    部署中
    describe the version: "containers" in "esa"
    描述版本："esa" 中的 "containers"
    describe the version: "containers" in "esa" (sampan help config)
    描述版本："esa" 中的 "containers"（sampan help config）
    detached
    （分离状态）
    details of the check
    检查的参数
    details of the repository that the cloud pulls
    云端所拉取仓库的参数
    did you mean "%1"?
    是不是想写 "%1"？
    did you mean "%1%2"?
    是否想写 "%1%2"？
    did you mean --%1?
    是不是想写 --%1？
    did you mean {%1}?
    是不是想写 {%1}？
    did you mean {env:%1}?
    是不是想写 {env:%1}？
    did you mean: sampan %1
    是不是想用：sampan %1
    did you mean: sampan help %1
    是不是想用：sampan help %1
    did you mean: sampan help %1 %2
    是不是想用：sampan help %1 %2
    did you mean: sampan report merge %1
    是不是想写：sampan report merge %1
    differ
    不同
    differ, or files that are not in the commit do
    不同，或不在提交中的文件不同
    directly before the tag is written
    写入标签之前
    directly before the update
    更新之前
    directory "%1" does not exist
    目录 "%1" 不存在
    directory not empty
    目录不为空
    disk
    磁盘
    do not show long help in a pager
    不用分页程序显示长帮助
    docker is pushing %1
    docker 正在推送 %1
    docker pushed %1 as %2, but the registry has %3
    docker 推送的 %1 是 %2，但镜像仓库中是 %3
    docker pushed %1, but the registry has no such tag
    docker 已推送 %1，但镜像仓库中没有这个标签
    done
    完成
    drive letter
    盘符
    duplicate key %1, first at %2
    重复的键 %1，首次出现在 %2
    duration
    耗时
    e.g. `acme/api`
    例如 `acme/api`
    e.g. `api`
    例如 `api`
    each flag can be set as a variable: --config as SAMPAN_CONFIG; the flag takes precedence
    每个选项都可以用变量设置：--config 对应 SAMPAN_CONFIG；命令行选项优先
    edit %1: build %2 before the deploy, with %3
    编辑 %1：在部署之前用 %3 构建 %2
    edit %1: its jobs deploy %2, not in %3
    编辑 %1：其中的任务部署 %2，而 %3 中没有
    edit %1: set %2
    编辑 %1：设置 %2
    edit %1: set %2 to the registry of "repository"
    编辑 %1：把 %2 设为 "repository" 所在的镜像仓库地址
    empty component
    空的路径段
    empty response
    空响应
    entry "%1" of "%2" is refused: %3
    "%2" 的条目 "%1" 被拒绝：%3
    entry %1 is not what the directory describes
    条目 %1 与目录中的描述不符
    envParams is not a JSON object in a string
    envParams 不是字符串形式的 JSON 对象
    environment "%1" does not belong to this platform: %2
    环境 "%1" 不属于此平台：%2
    environment variables; no value can hold a comma
    环境变量；值中不能有逗号
    environment variables; see envMerge
    环境变量；见 envMerge
    environment, never from this file.
    绝不会来自此文件。
    error
    错误
    every release waits until a person promotes it
    每个版本都要等人全量发布
    everything works; the default
    一切正常；默认
    examine
    查看
    example:
    示例：
    exclude links to directories with "exclude" in "package"
    用 "package" 中的 "exclude" 排除指向目录的链接
    exclude them with "exclude"
    用 "exclude" 排除
    exclude them with "exclude" in "package"
    用 "package" 中的 "exclude" 排除
    exclude them with "exclude" or a "!" pattern in "add"
    用 "exclude" 或 "add" 中的 "!" 模式排除
    exit with 5 if there is a difference
    有差异时以 5 退出
    expected "," or "%1", found %2
    应为 "," 或 "%1"，实际为 %2
    expected ":" after key %1, found "="
    键 %1 后应为 ":"，实际为 "="
    expected ":" after key %1, found %2
    键 %1 后应为 ":"，实际为 %2
    expected %1 for %2, found %3
    %2 应为 %1，实际为 %3
    expected %1, found %2
    应为 %1，实际为 %2
    expected a line or a list of words for %1, found %2
    %1 应为一行命令或单词列表，实际为 %2
    expected a value or a comment, found "#"
    应为值或注释，实际为 "#"
    expected a value, found %1 without quotes
    应为值，实际为没有引号的 %1
    expected an object at the top level, found %1
    顶层应为对象，实际为 %1
    export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='%1'
    export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='%1'
    export-subst is not applied (%1): contents are packaged as committed
    未应用 export-subst（%1）：按提交的内容打包
    failed
    失败
    failures in a row that count
    连续多少次失败才算数
    fetch the branch that has it: git fetch --all
    拉取包含它的分支：git fetch --all
    file
    文件
    file      %1, %2
    文件      %1，%2
    file exists
    文件已存在
    file name too long
    文件名太长
    files in ".git" are never deployed
    ".git" 中的文件不会部署
    find "%1"
    查找 "%1"
    find the nearest tag
    查找最近的标签
    find the process: fuser %1.lock
    查找进程：fuser %1.lock
    finish a gray release: send all traffic, or a share of it, to it
    完成灰度发布：切换全部或部分流量
    finished
    完成
    fish: sampan completions fish > ~/.config/fish/completions/sampan.fish
    fish：sampan completions fish > ~/.config/fish/completions/sampan.fish
    fix it; print all errors and warnings: %1
    请修复；查看所有错误和警告：%1
    fix the cause and deploy again
    解决问题后重新部署
    fix the cause and deploy again; see what serves: sampan status %1
    解决问题后重新部署；查看线上版本：sampan status %1
    fix the error, and deploy again
    修复错误，然后重新部署
    fix this line, and deploy again
    修复这一行，然后重新部署
    fix what failed in %1, then deploy again
    修复 %1 的问题后重新部署
    flags:
    选项：
    flush
    写盘
    folder "%1" is not in commit %2
    目录 "%1" 不在提交 %2 中
    folder of the build context inside the package
    构建上下文在包内的目录
    folders nested more than %1 deep
    目录嵌套超过 %1 层
    follow
    解析链接
    follow it: sampan status %1 --wait
    跟踪它：sampan status %1 --wait
    following the links of the package gives more than %1 files
    解析包中的链接后文件超过 %1 个
    follows from `image`; may be repeated
    由 `image` 得出；可以重复写
    follows from `repository`; may be repeated
    由 `repository` 得出；可以重复写
    follows from `snapshotName`; may be repeated
    由 `snapshotName` 得出；可以重复写
    follows from the artifact; may be repeated
    由部署内容得出；可以重复写
    for "%1" to end
    "%1" 结束
    for %1 to end
    %1 结束
    for %1 to get %2 %% of the traffic
    %1 接收 %2 %% 的流量
    for %1 to receive traffic
    %1 接收流量
    for `exec`
    用于 `exec`
    for `httpGet`
    用于 `httpGet`
    for `httpGet` and `tcpSocket`
    用于 `httpGet` 和 `tcpSocket`
    for a complete sampan.json of a provider: sampan help PROVIDER
    查看某个 provider 的完整 sampan.json：sampan help PROVIDER
    for a target that is never deployed by itself, remove its "when"
    若目标不应自动部署，请删除它的 "when"
    for an answer
    响应超时（秒）
    for another run to mint a token
    另一个任务生成 token
    for each part of the image
    镜像的每个部分一次
    for each part that is missing in the repository
    镜像仓库中缺少的每个部分一次
    for each platform of an index
    索引中的每个平台一次
    for each version online
    每个线上版本一次
    for help: sampan help
    查看帮助：sampan help
    for more lines
    更多日志
    for tcbr, "keepVpc": true keeps the network of the live version
    对 tcbr，"keepVpc": true 保留线上版本的网络
    for temporary keys, their token
    临时密钥的 token
    for the %1 to take effect
    %1生效
    for the git hook: sampan hook install
    安装 git 钩子：sampan hook install
    for the results as JSON: sampan deploy --json
    以 JSON 输出结果：sampan deploy --json
    for the settings that are kept
    用于保留的设置
    for the settings that are sent again
    用于再次发送的设置
    for version %1 to be created: its status is %2
    版本 %1 创建完成：状态为 %2
    for {describe}, {count} and the check for newer commits, %1
    要使用 {describe}、{count} 和较新提交检查，%1
    found %1
    找到 %1
    found %1: it pushes %2
    找到 %1：它推送 %2
    found %1: port %2
    找到 %1：端口 %2
    found a build of %1
    找到构建 %1 的配置
    found package.json and no Dockerfile
    找到 package.json，没有 Dockerfile
    free some disk space: df -h shows what is in use
    清理磁盘空间：df -h 显示占用情况
    from %1
    来自%1
    from %1 and %2
    来自%1和%2
    from commit %1
    来自提交 %1
    from the response
    来自响应
    gave up after %1
    %1后放弃
    gave up after %1 attempts
    尝试 %1 次后放弃
    get a current component_access_token from the server that holds it: another one may have been minted since
    从持有 component_access_token 的服务端获取当前值：之后可能已生成新的
    git add . && git commit
    git add . && git commit
    git branch -m NAME
    git branch -m NAME
    git checkout BRANCH
    git checkout BRANCH
    git checkout BRANCH, when HEAD points to a branch that no longer exists
    git checkout BRANCH（HEAD 指向已不存在的分支时）
    git commit, because what is committed is deployed
    git commit，因为部署的是已提交的内容
    git config --global --add safe.directory '%1'
    git config --global --add safe.directory '%1'
    git config --list --local
    git config --list --local
    git config --list --show-origin
    git config --list --show-origin
    git config --unset %1 && git fetch --tags %2
    git config --unset %1 && git fetch --tags %2
    git config --unset core.hooksPath
    git config --unset core.hooksPath
    git config sampan.localRoot /srv/sites
    git config sampan.localRoot /srv/sites
    git fetch --refetch --no-filter origin
    git fetch --refetch --no-filter origin
    git fetch --unshallow --tags
    git fetch --unshallow --tags
    git fsck --full
    git fsck --full
    git lfs pull
    git lfs pull
    git ls-tree %1 -- '%2'
    git ls-tree %1 -- '%2'
    git ls-tree -d -r --name-only %1
    git ls-tree -d -r --name-only %1
    git ls-tree -r --name-only HEAD
    git ls-tree -r --name-only HEAD
    git refs migrate --ref-format=files
    git refs migrate --ref-format=files
    git rm --cached FILE, and commit, to send what is built
    git rm --cached FILE 并提交，以发送构建的内容
    git show-ref
    git show-ref
    git submodule update --init --recursive
    git submodule update --init --recursive
    git update-index --chmod=+x %1, commit, and deploy again
    运行 git update-index --chmod=+x %1，提交，然后重新部署
    git%1 add %2 && git%3 commit -m 'Deploy with Sampan'
    git%1 add %2 && git%3 commit -m 'Deploy with Sampan'
    git's config cannot be read: %1
    无法读取 git 的配置：%1
    give --config a path inside the repository, of letters, digits, . _ / and -
    --config 使用仓库内的路径，由字母、数字、. _ / 和 - 组成
    give a second template, e.g. "version": ["{%1}", "{date}-{short}"]
    再给一个模板，例如 "version": ["{%1}", "{date}-{short}"]
    give a second template: "version": ["{tag}", "{date}-{short}"]
    再给一个模板："version": ["{tag}", "{date}-{short}"]
    give a slow program more time: the initial delay of the probe
    给启动慢的程序更多时间：增大探针的初始延迟
    give each target a directory of its own
    为每个目标使用单独的目录
    give it all of the traffic: sampan promote %1
    将全部流量给它：sampan promote %1
    give it all traffic: sampan promote %1
    切换全部流量：sampan promote %1
    give it more: sampan promote %1 --percent N
    增加流量：sampan promote %1 --percent N
    give the job "id_tokens: { %1: { aud: %2 } }"
    给任务加上 "id_tokens: { %1: { aud: %2 } }"
    give the job "permissions: { id-token: write }"
    给任务加上 "permissions: { id-token: write }"
    give the path of the config file with --config FILE
    用 --config FILE 指定配置文件的路径
    give the workflow the permission: "permissions:" with "packages: write"
    给工作流授权："permissions:" 下加 "packages: write"
    glob %1 in %2 %3
    %2 中的 glob %1 %3
    glob %1 in %2 is not valid: a bracket is not closed, or a range is empty
    %2 中的 glob %1 无效：方括号未闭合，或范围为空
    global flags:
    全局选项：
    go back to the release before the live one
    回到线上版本的上一个版本
    go back: sampan cancel %1
    退回：sampan cancel %1
    go.mod needs Go %1, and the image has Go %2
    go.mod 需要 Go %1，而镜像中是 Go %2
    go.sum does not match go.mod
    go.sum 与 go.mod 不一致
    going back to %1, which is older than what %2 was before its last update: that cannot be restored by a version's name
    将回滚到 %1，它早于 %2 上次更新之前的内容：更新之前的内容无法按版本名恢复
    grant the key the named action on the named resource
    给密钥授予该资源上的这个操作
    grant the key's RAM user or role the named action (esa:<action>) on resource *
    给密钥的 RAM 用户或角色授予这个操作（esa:<action>），资源为 *
    gray release %1 cannot be promoted yet: the provider still prepares its release order
    灰度版本 %1 尚不能全量发布：云端仍在准备发布单
    gray release %1 is ready: promote or cancel it
    灰度版本 %1 已就绪：请全量发布或取消
    gray release %1 is up, but has no release order yet: promote or cancel it
    灰度版本 %1 已启动，但还没有发布单：请全量发布或取消
    gray release %1 receives %2 %% of the traffic: promote or cancel it
    灰度版本 %1 接收 %2 %% 的流量：请全量发布或取消
    gray release %1 receives the requests with %2: a share of the traffic would replace that
    灰度版本 %1 接收带有 %2 的请求：按比例分配流量会取代这一设置
    gray release %1 receives the requests with %2: promote or cancel it
    灰度版本 %1 接收带有 %2 的请求：请全量发布或取消
    has . or .. in its path
    路径中有 . 或 ..
    has a %% without two hexadecimal digits: write %%25
    %% 后面没有两位十六进制数字：写成 %%25
    has a form that this version of sampan does not know
    的格式是此版本的 sampan 不认识的
    has a fragment (#), which is never sent to a server
    含有片段（#），它不会发送到服务器
    has a port that is not a number from 1 to 65535
    端口不是 1 到 65535 的数字
    has a query without a path: write / before the ?
    有查询参数但没有路径：在 ? 前写 /
    has a tag or digest
    带有标签或摘要
    has an empty component
    含有空的路径段
    has an invalid host
    主机无效
    has diverged from the live commit: %1 ahead, %2 behind
    与线上提交已分叉：领先 %1，落后 %2
    has no host
    没有主机
    has no valid "%1"
    没有有效的 "%1"
    have %1:%2 allowed at the proxy
    让代理放行 %1:%2
    header "%1" cannot be sent: control characters in it
    无法发送请求头 "%1"：含有控制字符
    headers
    请求头
    hint
    提示
    hint: %1
    提示：%1
    hook needs an action
    hook 需要一个操作
    hook print needs the name of a hook
    hook print 需要钩子的名称
    hooks are run by %1, which does not call sampan yet
    钩子由 %1 运行，它还没有调用 sampan
    how health is checked
    健康检查方式
    how instances scale
    实例如何扩缩容
    how it repeats
    如何重复
    how log lines are parsed
    如何解析日志行
    how many releases are kept, including the live one
    保留多少个版本，包括线上版本
    how the emulated cloud behaves
    模拟云的行为
    how the version is rolled out
    版本的发布方式
    how to build a package or repository without a Dockerfile
    没有 Dockerfile 时如何构建代码包或仓库
    id tokens of other CI systems than GitHub and GitLab: SAMPAN_ID_TOKEN
    GitHub 和 GitLab 以外的 CI 系统的 ID token：SAMPAN_ID_TOKEN
    if a company's proxy inspects TLS, set SSL_CERT_FILE to the file with its CA certificate
    如果公司代理会解密 TLS，请把 SSL_CERT_FILE 设为其 CA 证书文件
    if a rollout is running
    有发布正在进行时
    if another publication is running
    有其他发布正在进行时
    if another rollout is running
    有其他发布正在进行时
    if its value is not a secret, use a variable with another name
    如果它的值不是密钥，请换一个变量名
    if no token is in the cache
    缓存中没有 token 时
    if no version is online
    没有线上版本时
    if the app has no version
    应用没有版本时
    if the cloud may not pull the image: %1
    如果云端无权拉取镜像：%1
    if the newest rollout was a gray release
    最近一次发布是灰度发布时
    if the platform refuses the repository's name
    平台拒绝仓库名时
    if the registry requires a token
    镜像仓库要求 token 时
    if the rollout failed
    发布失败时
    if the rollout has ended and failed
    如果发布已结束且失败
    if the service does not exist, instead of the update
    服务不存在时，代替更新
    if the tag does not exist
    标签不存在时
    if the tag does not exist, or points to another image
    标签不存在，或指向其他镜像时
    if this deploy has not created it before
    本次部署尚未创建它时
    image     %1
    镜像      %1
    image     %1, from %2
    镜像      %1，来自 %2
    imageInfo names another image than the target: "%1"
    imageInfo 指定的镜像与目标不同："%1"
    in %1
    位于 %1
    in .circleci/config.yml: `- checkout: { method: full }`
    在 .circleci/config.yml 中：`- checkout: { method: full }`
    in .drone.yml: `clone: { depth: 0 }`, then `git fetch --tags` in a step
    在 .drone.yml 中：`clone: { depth: 0 }`，再在步骤中运行 `git fetch --tags`
    in .gitlab-ci.yml, clone the whole history: `variables: { GIT_DEPTH: "0" }`
    在 .gitlab-ci.yml 中克隆完整历史：`variables: { GIT_DEPTH: "0" }`
    in .travis.yml: `git: { depth: false }`
    在 .travis.yml 中：`git: { depth: false }`
    in Azure under Pipelines → Edit → Variables, with "Keep this value secret"
    （Azure：Pipelines → Edit → Variables，勾选 "Keep this value secret"）
    in CI: pass it on from the build job as an artifact
    在 CI 中：作为制品从构建任务传过来
    in CNB in a file of a secret repository (密钥仓库), and write its URL at "imports" in .cnb.yml
    （CNB：写入密钥仓库的文件，并把其 URL 写在 .cnb.yml 的 "imports"）
    in CODING under the build plan's Settings → Variables and cache (变量与缓存), as secret
    （CODING：构建计划的 设置 → 变量与缓存，设为保密）
    in GitHub under Settings → Secrets and variables → Actions
    （GitHub：Settings → Secrets and variables → Actions）
    in GitLab under Settings → CI/CD → Variables, masked and protected (then protect the tags v*, too)
    （GitLab：Settings → CI/CD → Variables，设为 masked 和 protected，并保护标签 v*）
    in Gitee under the pipeline's parameters (参数), as secret
    （Gitee：流水线的参数，设为保密）
    in Jenkins under Manage Jenkins → Credentials
    （Jenkins：Manage Jenkins → Credentials）
    in Woodpecker under the repository's Settings → Secrets
    （Woodpecker：仓库的 Settings → Secrets）
    in Yunxiao under the pipeline's Variables and cache (变量和缓存), as private
    （云效：流水线的变量和缓存，设为私密）
    in appveyor.yml, remove `clone_depth`
    在 appveyor.yml 中删除 `clone_depth`
    in azure-pipelines.yml: `- checkout: self` with `fetchDepth: 0` and `fetchTags: true`
    在 azure-pipelines.yml 中：`- checkout: self`，并设置 `fetchDepth: 0` 和 `fetchTags: true`
    in bitbucket-pipelines.yml: `clone: { depth: full }`
    在 bitbucket-pipelines.yml 中：`clone: { depth: full }`
    in how many batches the instances are replaced
    分几批替换实例
    in place of the image's entry point, words separated by spaces
    代替镜像的入口命令，单词以空格分隔
    in target %1
    （目标 %1）
    in the Jenkinsfile's checkout step, set `[$class: 'CloneOption', shallow: false, noTags: false]`
    在 Jenkinsfile 的 checkout 步骤中设置 `[$class: 'CloneOption', shallow: false, noTags: false]`
    in the VCS root's settings, set `teamcity.git.shallowClone` to false and fetch tags
    在 VCS root 设置中把 `teamcity.git.shallowClone` 设为 false，并拉取标签
    in the console, give the service the secret of the registry (LinkImageRegistry), or use a repository of the environment's own account
    在控制台为服务配置镜像仓库的密钥（LinkImageRegistry），或使用环境所属账号的镜像仓库
    in the job's git settings, switch off the shallow clone and fetch tags (CloneOption)
    在任务的 git 设置中关闭浅克隆并拉取标签（CloneOption）
    in the pipeline's source settings, switch the clone depth off (cloneDepth 0)
    在流水线的代码源设置中关闭克隆深度（cloneDepth 0）
    in the project of the image, Settings, CI/CD, "Job token permissions", allow this project
    在镜像所属项目的 Settings、CI/CD、“Job token permissions” 中允许此项目
    in the workflow's clone step: `settings: { partial: false, depth: 0, tags: true }`
    在工作流的 clone 步骤中：`settings: { partial: false, depth: 0, tags: true }`
    in the workflow, give actions/checkout the whole history: `with: { fetch-depth: 0 }`
    在工作流中让 actions/checkout 拉取完整历史：`with: { fetch-depth: 0 }`
    increase the limit: "wait": { "timeout": "1h" }
    增大时限："wait": { "timeout": "1h" }
    increase the memory of the service, or limit what the program uses
    增加服务内存，或限制程序用量
    inspect
    查看
    inspect it: git ls-tree -r -t --name-only HEAD | head
    查看它：git ls-tree -r -t --name-only HEAD | head
    inspect the version in the console, among those of app %1; nothing was published
    在控制台的应用 %1 中检查这个版本；没有发布任何内容
    install git in the job's image before actions/checkout: without it the action fetches an archive
    在 actions/checkout 之前给任务的镜像安装 git：没有 git 时它下载的是压缩包
    install it before this step; npm ci --omit=dev and NODE_ENV=production leave out development packages
    在此步骤之前安装；npm ci --omit=dev 和 NODE_ENV=production 不安装开发依赖
    install it, or add its folder to PATH
    安装它，或把它所在的目录加入 PATH
    install or unlock the credential helper "%1" that %2 sets, or log in again
    安装或解锁 %2 设置的凭证助手 "%1"，或重新登录
    install the package that has it in the last stage of the Dockerfile
    在 Dockerfile 最后阶段安装提供它的软件包
    install the program on this machine, or in the image of the CI job
    在本机或 CI 任务的镜像中安装该程序
    install the time zone database: apt-get install tzdata, or apk add tzdata
    安装时区数据库：apt-get install tzdata 或 apk add tzdata
    install: post-merge and post-commit in a clone, post-receive in a bare repository; keeps existing hooks and runs them first.
    install：克隆中安装 post-merge 和 post-commit，裸仓库中安装 post-receive；保留已有钩子并先运行它们。
    instances by time of day
    按时段设置实例数
    instances during that time
    该时段内的实例数
    instances in the first batch of BETA
    BETA 第一批的实例数
    instances of %1
    %1 的实例
    instances that stay available meanwhile
    发布期间至少保持可用的实例数
    interrupted
    已中断
    interrupted (SIGINT); the output shows what is in progress and how to continue
    已中断（SIGINT）；输出中有正在进行的操作以及如何继续
    interrupted during docker push
    docker push 期间被中断
    interrupted during the copy of an image
    复制镜像时被中断
    interrupted while "%1" was running
    运行 "%1" 时被中断
    interrupted while comparing two commits
    比较两个提交时被中断
    interrupted while listing the files of the commit
    列出提交的文件时被中断
    interrupted while packaging
    打包时被中断
    interrupted while selecting files
    选择文件时被中断
    interrupted while waiting for %1
    等待 %1 时被中断
    invalid credential helper "%1" in %2
    %2 中的凭证助手 "%1" 无效
    invalid target name %1
    目标名 %1 无效
    invalid value "%1" for %2
    %2 的值 "%1" 无效
    is "%1"%2, which is not below sampan.localRoot, "%3"
    为 "%1"%2，不在 sampan.localRoot "%3" 之下
    is "%1", and HOME is not set
    为 "%1"，而未设置 HOME
    is a directory
    是目录
    is a setting of sampan
    是 sampan 的设置项
    is a variable for credentials
    是凭证变量
    is absolute
    是绝对路径
    is empty
    为空
    is in the home directory
    在主目录中
    is in the home directory of another user
    在其他用户的主目录中
    is it the plan of another repository? %1
    这是其他仓库的计划吗？%1
    is live
    已上线
    is named like a secret (%1)
    名称像密钥（%1）
    is neither an https or http URL nor a path
    既不是 http 或 https URL，也不是路径
    is not a link
    不是链接
    is not a report of sampan
    不是 sampan 的报告
    is outside the repository
    在仓库之外
    it cannot be deployed
    无法部署
    it contains a control character
    其中有控制字符
    it contains a line end
    其中有换行
    it contains a space
    其中有空格
    it does not decode
    无法解码
    it exists already: check it in the console
    已存在：请在控制台检查
    it has ".." in it
    含有 ".."
    it has %1 entries, not %2, or gaps between them
    它有 %1 个条目，而不是 %2 个，或条目之间有空隙
    it has a leading zero
    有前导零
    it has no "when": deploy it with "sampan deploy %1"
    它没有 "when"：用 "sampan deploy %1" 部署
    it has no digits
    没有数字
    it is a key of "%1": sampan help config %2
    它是 "%1" 的键：sampan help config %2
    it is bound already: check it in the console
    已绑定：请在控制台检查
    it is not JSON
    不是 JSON
    it is the checkout of this %1 job
    这是此 %1 任务的检出目录
    it must begin with one of %1
    必须以下列之一开头：%1
    it needs %1%2
    需要%1%2
    it needs a target with "%1"
    它需要带有 "%1" 的目标
    it should answer {"data": {"token": …}} or {"component_access_token": …}
    应返回 {"data": {"token": …}} 或 {"component_access_token": …}
    it starts with "+"
    以 "+" 开头
    it takes its image from %1 of Alibaba's own registry, not from %2
    它的镜像来自阿里云自有镜像仓库的 %1，而不是 %2
    it was sent twice and had no effect %1
    已发送两次，%1未生效
    its URL
    其 URL
    its arguments, separated by spaces
    其参数，以空格分隔
    its content is damaged
    内容已损坏
    its directory has %1 bytes
    目录有 %1 字节
    its end is not the end of a zip
    末尾不是 zip 的结尾
    its first 8 digits
    其前 8 位
    its host or port is not valid
    主机或端口无效
    its id begins with app-: the console lists the apps
    其 ID 以 app- 开头：控制台列出所有应用
    its id begins with ver-, e.g. ver-8796263716
    其 ID 以 ver- 开头，例如 ver-8796263716
    its instance
    其实例
    its last line: %1
    最后一行输出：%1
    its namespace
    其命名空间
    its range
    其网段
    its region
    其地域
    its target is not UTF-8
    链接目标不是 UTF-8
    its user or password contains "%1"
    用户名或密码中有 "%1"
    its version
    其版本
    keep commas out of names and values, and = out of names
    名称和值中不要有逗号，名称中不要有 =
    keep one
    只保留一个
    keep one, and add another target for the other
    只保留一个，另一个放到新的目标中
    kept
    保留
    kept the log: %1
    保留日志：%1
    key
    密钥
    key %1 is not in quotes
    键 %1 没有加引号
    kind of storage
    存储类型
    later, by sampan promote %1
    稍后，由 sampan promote %1 执行
    leave one of them out with "exclude" or a "!" pattern in "add"
    用 "exclude" 或 "add" 中的 "!" 模式排除其中一个
    leave out "Image" where the image of the commit goes
    在要放入提交对应镜像的地方不写 "Image"
    leave out --release
    不要写 --release
    leave out what the service does not need with "exclude" in "package"
    用 "package" 中的 "exclude" 去掉服务不需要的文件
    leaves the package
    指向包外
    let the container service write logs (CLS): the console asks for it once
    允许容器服务写日志（CLS）：控制台会要求授权一次
    let the first deploy make it: "create": true; or create it in the console once
    让首次部署创建它："create": true；或先在控制台创建
    libcurl %1 is older than 7.68
    libcurl %1 早于 7.68
    libcurl cannot be initialized
    libcurl 无法初始化
    libcurl cannot be loaded
    libcurl 无法加载
    libcurl cannot be started
    libcurl 无法启动
    libcurl cannot send to %1
    libcurl 无法向 %1 发送
    libcurl does not report its version
    libcurl 没有报告版本
    libcurl does not work as documented: %1
    libcurl 的行为与文档不符：%1
    line %1 of its directory is not in sampan's format
    目录的第 %1 行不是 sampan 的格式
    link
    创建链接
    link "%1" points outside of the package: "%2"
    链接 "%1" 指向包之外："%2"
    links in a circle
    链接成环
    links that point outside of the package: %1
    指向包之外的链接：%1
    list
    列出
    list it in the file's "allowEnv"
    在文件的 "allowEnv" 中列出它
    list releases
    列出版本
    list the releases that the provider keeps, newest first, with their commits
    列出云端保留的版本及其提交，最新的在前
    list the releases: sampan history %1
    列出版本：sampan history %1
    list the tags
    列出标签
    list the targets: sampan check
    列出目标：sampan check
    list the versions that TEM reports: sampan history %1
    列出 TEM 报告的版本：sampan history %1
    list the versions: sampan history %1
    列出版本：sampan history %1
    list them: sampan history %1
    列出它们：sampan history %1
    listen on a port above 1024 and set it as the service's port, or run as root
    监听 1024 以上的端口并设为服务端口，或以 root 运行
    lists and objects are nested more than %1 deep
    列表和对象嵌套超过 %1 层
    live
    线上
    live: %1
    线上为 %1
    local targets have no cloud
    本地目标没有云
    lock
    锁定
    log in again: docker login <registry>
    重新登录：docker login <registry>
    log in: docker login %1
    登录：docker login %1
    log set for LogType custom
    LogType 为 custom 时的日志集
    log topic for LogType custom
    LogType 为 custom 时的日志主题
    log: %1
    日志：%1
    log: %1, which does not exist yet
    日志：%1，尚不存在
    look for commit %1
    查找提交 %1
    loosen a version in requirements.txt until pip install -r requirements.txt works, and deploy again
    放宽 requirements.txt 中的版本，直到 pip install -r requirements.txt 成功，然后重新部署
    machine: %1 is set and is used
    本机：已设置并使用 %1
    machine: running in %1
    本机：运行在 %1 中
    machine: the temporary directory is writable
    本机：临时目录可写
    make
    创建
    make a new plan
    重新生成计划
    make a new plan: sampan plan --out %1
    重新生成计划：sampan plan --out %1
    make a new plan: sampan plan%1 --out %2
    重新生成计划：sampan plan%1 --out %2
    make a plan for fewer targets: sampan plan TARGET --out %1
    为部分目标生成计划：sampan plan TARGET --out %1
    make directory
    创建目录
    make executable
    设为可执行
    make folder for
    创建目录以写入
    make it again with: sampan package -o FILE
    重新生成：sampan package -o FILE
    make it with --json, and keep only standard output: sampan deploy --json > report.json
    用 --json 生成，并且只保留标准输出：sampan deploy --json > report.json
    make it with --json: sampan deploy --json > report.json
    用 --json 生成：sampan deploy --json > report.json
    make its path answer with 200, or correct the path of the probe in the service's settings
    让该路径返回 200，或改正服务设置中探针的路径
    make link
    创建链接
    make one: sampan plan --out plan.json
    生成计划：sampan plan --out plan.json
    make the image smaller, clean up in the same RUN, or deploy again: another builder may have room
    减小镜像、在同一个 RUN 中清理，或重新部署：另一台构建机可能有空间
    make the program listen on 0.0.0.0:%1, or set the port that it listens on as the service's
    让程序监听 0.0.0.0:%1，或把它监听的端口设为服务端口
    make the repository public, or push the image to a registry that the cloud can read
    把仓库设为公开，或把镜像推送到云端可读的镜像仓库
    make the service when it does not exist, with `items`, which have to name `Port`
    服务不存在时用 `items` 创建，其中必须写出 `Port`
    matches nothing: names have no empty component, "." or ".."
    不匹配任何内容：名称中没有空的路径段、"." 或 ".."
    matches nothing: names never start with / or ./
    不匹配任何内容：名称不会以 / 或 ./ 开头
    matches nothing: no branch or tag ends with /
    不匹配任何内容：分支和标签不会以 / 结尾
    matches nothing: ~ is not expanded here
    不匹配任何内容：这里不展开 ~
    maximum number of instances
    最大实例数
    maximum number of instances, e.g. `"5"`
    最大实例数，例如 `"5"`
    may contain the password of a proxy
    可能含有代理的密码
    memory in GiB, e.g. `"0.5"`
    内存（GiB），例如 `"0.5"`
    memory in GiB; send CpuSpecs together
    内存（GiB）；与 CpuSpecs 一起设置
    merge both into %1, and remove the other
    把两者合并到 %1，并删除另一个
    merge the --json reports of several jobs, and make a page of them
    合并多个任务的 --json 报告，并生成网页
    merge them separately
    请分别合并
    message: %1
    消息：%1
    minimum number of instances
    最小实例数
    minimum number of instances, e.g. `"0"`
    最小实例数，例如 `"0"`
    mint a new component_access_token when none is given; the server's own expires within minutes
    没有提供时生成新的 component_access_token；服务端自己的几分钟后失效
    mkdir -p %1
    mkdir -p %1
    mode %1
    模式 %1
    more about the image than `image` has
    比 `image` 更详细的镜像信息
    more file
    其他文件
    more finding
    其他问题
    more than %1
    超过 %1
    more than %1 %2 in one push: none is deployed
    一次推送超过 %1 个%2：全部不部署
    more than %1 files and folders
    超过 %1 个文件和目录
    more: sampan help config
    更多：sampan help config
    mount the application's volume elsewhere than at /app
    应用的存储卷不要挂载到 /app
    mounted CFS storage
    挂载的 CFS 存储
    mounted storage
    挂载的存储
    move it away: sampan creates "current" and replaces only its own link
    把它移走：sampan 创建 "current"，并且只替换自己的链接
    name a directory below %1
    指定 %1 之下的目录
    name a directory of their own, e.g. "../site"
    指定单独的目录，例如 "../site"
    name a directory, e.g. "/srv/app" or "deployed"
    指定目录，例如 "/srv/app" 或 "deployed"
    name a file: %1
    指定一个文件：%1
    name a file: --html report.html
    请指定文件：--html report.html
    name a file: --provenance package.intoto.json
    指定一个文件：--provenance package.intoto.json
    name a file: sampan plan --out plan.json
    指定一个文件：sampan plan --out plan.json
    name a target that has "package"
    指定一个含有 "package" 的目标
    name all of them in EnvParam and set "envMerge": "replace"
    在 EnvParam 中写出全部变量，并设置 "envMerge": "replace"
    name another file with --config
    用 --config 指定其他文件
    name it: --ci %1
    请指定：--ci %1
    name of the resource
    资源名称
    name of the stored key
    已存储的键名
    name of the stored secret
    已存储的密钥名称
    name one: sampan package %1 -o package.zip
    指定一个：sampan package %1 -o package.zip
    name one: sampan rollback %1 --to VERSION
    指定一个：sampan rollback %1 --to VERSION
    name only the targets of sampan.json to deploy
    只写 sampan.json 中要部署的目标名
    name the clone with -C DIR, or run git clone or git init
    用 -C DIR 指定克隆，或运行 git clone 或 git init
    name the log set and the topic of the application's log in the console
    在控制台指定应用日志的日志集和日志主题
    name the version: sampan rollback %1 --to ver-…
    指定版本：sampan rollback %1 --to ver-…
    names longer than the 255 bytes most file systems allow
    名称超过多数文件系统允许的 255 字节
    names that Windows does not allow
    Windows 不允许的名称
    needs no credentials
    不需要凭证
    new version
    新版本
    newest version
    最新版本
    newest: do not replace a newer commit.
    newest：不替换较新的提交。
    next:
    下一步：
    next: %1
    下一步：%1
    no %1 credentials in the environment
    环境变量中没有 %1 的凭证
    no %1 in %2
    %2 中没有 %1
    no TLS connection to %1
    无法与 %1 建立 TLS 连接
    no active ESA site matches the domain: check the domain, and activate the site in the console
    没有与该域名匹配的已激活 ESA 站点：请检查域名，并在控制台激活该站点
    no address found for %1
    找不到 %1 的地址
    no batch of application "%1" is waiting for confirmation
    应用 "%1" 没有等待确认的批次
    no completions for shell "%1"
    没有 shell "%1" 的补全
    no component_access_token in the environment
    环境变量中没有 component_access_token
    no component_access_token, and to mint one %1 is missing
    没有 component_access_token，生成它又缺少 %1
    no connection to %1%2
    无法连接 %1%2
    no container uses the target's image
    没有容器使用目标的镜像
    no credentials for %1
    没有 %1 的凭证
    no directory to cache a minted token in
    没有可以缓存 token 的目录
    no earlier version of "%1" can serve traffic
    "%1" 没有可回滚的更早版本
    no easy handle
    没有 easy handle
    no environment is free at the moment: try again later
    目前没有空闲环境：稍后重试
    no error message
    没有错误信息
    no file for the CI system %1
    没有 CI 系统 %1 的配置文件
    no file for the CI system of %1
    没有 %1 的 CI 系统的配置文件
    no file in the work tree matches "add": %1
    工作区中没有文件匹配 "add"：%1
    no git repository at "%1" or above it
    "%1" 及其上级目录中没有 git 仓库
    no hook is installed
    没有安装钩子
    no lines in the logs of %1 (%2)
    %1 的日志中没有内容（%2）
    no manifest of %1 and no failure
    %1 没有清单，也没有错误
    no new lines in the logs of %1 (%2)
    %1 的日志中没有新内容（%2）
    no other version of "%1" receives traffic: %2 cannot have a share of it
    "%1" 没有其他版本接收流量：%2 不能只占一部分
    no output
    没有输出
    no pipe could be made
    无法创建管道
    no problems
    没有问题
    no reason
    没有原因
    no reason given
    未给出原因
    no release is live in %1: nothing to roll back
    %1 中没有线上版本：没有可回滚的内容
    no release of "%1" is waiting for promotion
    "%1" 没有等待全量发布的版本
    no request was made for a token
    没有发出获取 token 的请求
    no response from %1 within %2 s
    %2 秒内没有收到 %1 的响应
    no response from %1: %2
    %1 没有响应：%2
    no response to the push of %1 (%2); checking whether it was stored
    推送 %1 没有收到响应（%2）；正在检查是否已存储
    no rollout of this deploy appeared within %1
    %1内没有出现本次部署的发布
    no rollout of this deploy appeared within %1, so the update was not executed; sending it once more
    %1内没有出现本次部署的发布，说明更新没有执行；再发送一次
    no socket could be made
    无法创建套接字
    no stage
    无阶段
    no status
    无状态
    no status from the provider yet
    云端尚无状态
    no such file
    文件不存在
    no such file or directory
    文件或目录不存在
    no target matches; to name one: sampan %1 %2%3
    没有匹配的目标；要指定一个目标：sampan %1 %2%3
    no target of %1 packages the source
    %1 中没有打包源码的目标
    no thread could be made
    无法创建线程
    no version of "%1" is live: nothing to roll back
    "%1" 没有线上版本：没有可回滚的内容
    no version of "%1" is waiting for promotion
    "%1" 没有等待全量发布的版本
    no version of "%1" is waiting for promotion (status: %2)
    "%1" 没有等待全量发布的版本（状态：%2）
    no writes
    只读挂载
    none
    无
    none of its %1 containers runs %2; they run %3
    它的 %1 个容器都没有运行 %2；它们运行的是 %3
    normal
    正常（normal）
    not UTF-8
    不是 UTF-8
    not a directory
    不是目录
    not a path inside a package
    不是包内路径
    not a registry's response: its type is "%1"
    不是镜像仓库的响应：类型为 "%1"
    not available yet: a deploy would mint one
    尚不可用：部署时会生成一个
    not published
    未发布
    not rolled back ("onFailure"): %1
    未回滚（"onFailure"）：%1
    not seen
    未出现
    nothing
    无
    nothing has changed for %1 (%2): the rollout may be stuck, and it blocks others
    %1没有变化（%2）：发布可能卡住，并阻塞其他发布
    nothing is deployed: SAMPAN is set to %1
    没有部署：SAMPAN 设为 %1
    nothing is deployed: hooks do not deploy in jobs of %1
    没有部署：钩子不在 %1 的任务中部署
    nothing is deployed: the push has the option sampan.skip
    没有部署：推送带有选项 sampan.skip
    nothing is in progress
    没有正在进行的操作
    nothing is left to package below "%1"
    "%1" 下没有可打包的内容
    nothing is live
    线上没有任何版本
    nothing is live yet
    线上尚无任何版本
    nothing is sent
    不发送任何内容
    nothing listens on port %1 in the new release
    新版本中没有程序监听端口 %1
    nothing to deploy in %1
    %1 没有要部署的内容
    nothing was deployed
    未部署任何内容
    nothing was deployed before
    之前没有部署过
    nothing was deployed: %1
    本次未部署：%1
    notice
    注意
    npm ci needs a package-lock.json, and there is none
    npm ci 需要 package-lock.json，但没有这个文件
    npm could not download packages: the network of the build is slow or closed
    npm 无法下载包：构建环境的网络很慢或不通
    npm's registry does not have %1
    npm 仓库中没有 %1
    null
    null
    numbers, lists, statuses and error codes of answers are written otherwise
    响应中的数字、列表、状态和错误码写法不同
    object
    对象
    object %1 claims to have %2 bytes
    对象 %1 声称有 %2 字节
    object %1 is
    对象 %1
    object %1 is not a blob
    对象 %1 不是 blob
    object %1 is not a commit
    对象 %1 不是提交
    of --trust-repo
    使用了 --trust-repo
    ok
    正常
    on Windows, run sampan in WSL, and give the name of the shell there
    在 Windows 上请在 WSL 中运行 sampan，并使用那里的 shell 名称
    on branch %1
    ，分支 %1
    on the server, in the repository: git config sampan.localRoot /srv/sites
    在服务器的仓库中：git config sampan.localRoot /srv/sites
    once for each batch that waits for confirmation
    每个等待确认的批次一次
    one JSON object on stdout, progress messages on stderr
    stdout 输出一个 JSON 对象，进度信息输出到 stderr
    one for this repository, with comments: sampan init --provider %1
    为此仓库生成带注释的配置：sampan init --provider %1
    one-click task "%1" does not exist: %2
    一键部署任务 "%1" 不存在：%2
    online version
    线上版本
    only %1 more files can be opened, and a run needs %2
    只能再打开 %1 个文件，而运行需要 %2 个
    only lines of the last TIME, e.g. 10m or 1h30m
    只显示最近 TIME 的内容，例如 10m 或 1h30m
    only print what would be done: the same as sampan plan
    只打印将要做什么：与 sampan plan 相同
    only the settings differ
    只有设置不同
    only the settings differ, or files that are not in the commit
    只有设置不同，或不在提交中的文件不同
    only warnings, errors and results
    只输出警告、错误和结果
    only when given on the command line
    仅在命令行指定时
    open
    打开
    open "%1"
    打开 "%1"
    open CloudBase Run for the environment in the console once
    先在控制台为环境开通云托管
    open a repository at "%1"
    打开 "%1" 处的仓库
    open cloud development for the app in the platform's console first
    先在平台控制台为小程序开通云开发（含云托管）
    open folder of
    打开所在目录
    open the lock
    打开锁文件
    open the objects of "%1"
    打开 "%1" 的对象库
    open the package's settings on GitHub, "Manage Actions access", and give this repository the role Write
    打开 GitHub 上该 package 的设置，在“Manage Actions access”中给此仓库 Write 权限
    openssl s_client -connect %1:%2
    openssl s_client -connect %1:%2
    operation %1
    任务 %1
    operation not permitted
    不允许的操作
    option %1 is refused
    选项 %1 被拒绝
    or
    或
    or a token; it expires within two hours
    或一个 token；两小时内过期
    or deploy an image
    或部署镜像
    or let the update replace another version than the live one: "versionName"
    或用 "versionName" 指定线上版本以外的版本
    or now: sampan %1 %2 --during-freeze
    或现在就执行：sampan %1 %2 --during-freeze
    or push the image in the job that builds it, and deploy with "via": "registry"
    或在构建镜像的任务中推送，再用 "via": "registry" 部署
    or reach the host without the proxy: add %1 to NO_PROXY
    或不经代理访问该主机：把 %1 加入 NO_PROXY
    or remove "when": the target is then deployed only when it is named
    或删除 "when"：之后只在指定目标名称时部署
    or set %1 in "%2"
    或在 "%2" 中设置 %1
    or set SAMPAN_REGISTRY_USER, SAMPAN_REGISTRY_PASSWORD and SAMPAN_REGISTRY_HOST=%1
    或设置 SAMPAN_REGISTRY_USER、SAMPAN_REGISTRY_PASSWORD 和 SAMPAN_REGISTRY_HOST=%1
    or set TENCENTCLOUD_REGION
    或设置 TENCENTCLOUD_REGION
    or write an offset such as "+08:00"
    或写成偏移量，例如 "+08:00"
    or, if it was pushed elsewhere or is outdated: git fetch origin
    如果已从别处推送，或引用已过时：git fetch origin
    other resources depend on the application: check it in the console
    有其他资源依赖此应用：请在控制台检查
    otherwise the API has changed: update sampan
    否则是 API 有变化：升级 sampan
    otherwise the provider is disturbed: run again in a few minutes
    否则是云厂商的故障：请过几分钟重新运行
    outbound access
    出站访问
    outbound access to the internet
    访问公网
    pack it into a zip, with a Dockerfile that runs it
    与运行它的 Dockerfile 一起打成 zip
    package
    打包
    package   %1: %2, %3
    打包      %1：%2，%3
    package again after the build has finished
    构建完成后重新打包
    package an executable jar (spring-boot-maven-plugin, shadowJar), and deploy again
    打成可执行 jar（spring-boot-maven-plugin、shadowJar），然后重新部署
    package cannot write the zip to standard output: the listing and the SHA-256 are printed there
    package 不能把 zip 写到标准输出：那里输出文件列表和 SHA-256
    package has %1 bytes, more than the %2 allowed by "maxBytes"
    代码包有 %1 字节，超过 "maxBytes" 允许的 %2
    package needs a file to write
    package 需要输出文件
    package takes one target
    package 只接受一个目标
    package-lock.json does not match package.json%1
    package-lock.json 与 package.json 不一致%1
    package.json has no script "%1"
    package.json 中没有脚本 "%1"
    packageName and packageVersion must be set together
    packageName 和 packageVersion 必须同时设置
    packageName and snapshotName cannot be combined
    packageName 和 snapshotName 不能同时设置
    paste %1 into the pipeline's YAML editor
    把 %1 粘贴到流水线的 YAML 编辑器
    path
    路径
    path %1 in %2 %3
    %2 中的路径 %1 %3
    path in the container
    容器内的路径
    path in the storage
    存储中的路径
    path of %1 bytes does not fit into a zip: "%2"
    %1 字节的路径放不进 zip："%2"
    path of the Dockerfile inside the package
    Dockerfile 在包内的路径
    path of the service; used only the first time
    服务的路径；只在首次使用
    path on it
    其中的路径
    paths of more than %1 MiB in all
    路径总长超过 %1 MiB
    paths that only differ in case or in how accents are written
    只有大小写或重音写法不同的路径
    patterns are relative to "path", which is "%1"
    模式相对于 "path"，即 "%1"
    percent
    百分比
    percent at which it scales, e.g. `"60"`
    触发扩缩容的百分比，例如 `"60"`
    percent of the traffic; default: unchanged. Below 100 a person promotes the version later
    流量百分比；默认：保持不变。低于 100 时由人稍后全量发布
    permission denied
    权限不足
    pip found no version of %1 for the image's Python
    pip 找不到适合镜像中 Python 的 %1 版本
    pipe, socket or device
    管道、套接字或设备
    point the link at it
    把链接指向它
    points to "%1", which is not a release made by sampan
    指向 "%1"，这不是 sampan 创建的版本
    preflight
    预检
    presigned upload URL
    预签名的上传 URL
    print every request with its status and duration, and why things are done
    打印每个请求及其状态和耗时，并说明原因
    print mode, size and path of every file
    打印每个文件的模式、大小和路径
    print the JSON Schema of the config, of --json or of --events
    打印配置、--json 或 --events 的 JSON Schema
    print the completion script for a shell
    打印 shell 的补全脚本
    print the files instead of writing them
    打印文件，而不写出
    print the man page of sampan, for man -l or mandoc
    打印 sampan 的 man 手册，供 man -l 或 mandoc 使用
    print the policy that deploys need: sampan doctor --credentials
    打印部署所需的权限策略：sampan doctor --credentials
    print the targets as CI jobs: github-matrix or gitlab-child
    把目标输出为 CI 任务：github-matrix 或 gitlab-child
    print the version
    打印版本
    print what deploy would do, and with -v every request; offline
    打印 deploy 会做什么，加 -v 打印每个请求；离线
    print: the script of post-merge, post-commit or post-receive, to install it by hand.
    print：打印 post-merge、post-commit 或 post-receive 的脚本，供手动安装。
    process
    部署过程
    promote
    全量发布
    promotion
    全量发布
    provider "%1" cannot %2: %3
    provider "%1" 不支持 %2：%3
    provider "%1" cannot give a release %2 %% of the traffic
    provider "%1" 不能给一个版本 %2 %% 的流量
    provider "%1" has no %2 log
    provider "%1" 没有 %2 日志
    provider "%1" is not in the catalog
    provider "%1" 不在目录中
    provider "%1" is unknown
    provider "%1" 未知
    provider unavailable after retries
    重试后云厂商仍不可用
    providers (sampan help PROVIDER):
    provider（sampan help PROVIDER）：
    publish
    上传
    publish to more regions: change "regions" in "esa" and deploy
    发布到更多地域：修改 "esa" 中的 "regions" 并部署
    publishType is "region", but no region is set
    publishType 为 "region"，但没有设置地域
    published
    已发布（published）
    publishing
    发布中（publishing）
    pull from
    拉取
    pull request %1 is never deployed by "when"
    拉取请求 %1 不会因 "when" 部署
    pulls     %1 at %2
    拉取      %2 的 %1
    push at most %1 at a time
    一次最多推送 %1 个
    push it before the deploy; check "repository" and "tag" of the target's "image"
    在部署之前推送；检查目标 "image" 的 "repository" 和 "tag"
    push one branch or tag at a time
    一次推送一个分支或标签
    push the commit first: git push origin HEAD:%1
    先推送提交：git push origin HEAD:%1
    push the image again: parts of it are missing in the registry
    重新推送镜像：镜像仓库中缺少它的一部分
    push the image before the deploy, and set "from" to its tag or digest
    在部署之前推送镜像，并把 "from" 设为其标签或摘要
    push to
    推送
    pushed %1:%2 as %3
    已推送 %1:%2，摘要为 %3
    pushed commits cannot be deployed to "%1": sampan.localRoot is not set in the repository
    推送的提交不能部署到 "%1"：仓库中没有设置 sampan.localRoot
    put text in double quotes
    文本用双引号括起来
    put the tag in "from" or "tag"
    把标签写在 "from" 或 "tag" 中
    raise "maxBytes" in "package" if the provider accepts more
    如果云厂商允许更大，请增大 "package" 中的 "maxBytes"
    raise "timeout" in "wait" of the target
    增大目标的 "wait" 中的 "timeout"
    raise the limit of open files: ulimit -n 1024
    提高打开文件数上限：ulimit -n 1024
    raise the quota in the console, or lower the instances, processors or memory of the service
    在控制台提升配额，或减少服务的实例数、核数或内存
    reachable from inside the environment
    可从环境内部访问
    read
    读取
    read "%1"
    读取 "%1"
    read "%1" of the repository's config
    读取仓库配置的 "%1"
    read %1
    读取 %1
    read %1.*.%2
    读取 %1.*.%2
    read HEAD
    读取 HEAD
    read blob %1
    读取 blob %1
    read commit %1
    读取提交 %1
    read git's config
    读取 git 的配置
    read it faster, or write to a regular file
    加快读取，或写入普通文件
    read object %1
    读取对象 %1
    read tag %1
    读取标签 %1
    read the config and print all errors and warnings; offline
    读取配置，打印所有错误和警告；离线
    read the history
    读取历史
    read the link
    读取链接
    read the newest lines: sampan logs %1%2 --since %3
    查看最新内容：sampan logs %1%2 --since %3
    read the repository even if another user owns it
    即使仓库属于其他用户也读取
    read the repository's config
    读取仓库的配置
    read the whole log: sampan logs %1
    查看完整日志：sampan logs %1
    read tree %1
    读取树 %1
    read-only file system
    只读文件系统
    receives %1 %% of the traffic
    接收 %1 %% 的流量
    receives all traffic
    接收全部流量
    redirect
    重定向地址
    reduce the nesting: no key of the configuration needs it
    减少嵌套：配置中没有键需要这么深
    reduce the package: add "exclude" to "package"
    减小代码包：在 "package" 中添加 "exclude"
    refused by a guard: a newer commit is live, another deploy holds the target, a freeze, or a plan out of date
    被保护规则拒绝：线上的提交较新、目标正被另一次部署占用、处于冻结期，或计划已过期
    registries:
    镜像仓库：
    rehearsing "%1" on this machine: %2
    在本机演练 "%1"：%2
    release
    版本
    release "%1" already exists with other content
    版本 "%1" 已存在，内容不同
    release "%1" does not exist
    版本 "%1" 不存在
    release "%1" is already live
    版本 "%1" 已在线上
    release %1 of %2
    %2 的版本 %1
    releases in a directory of this machine
    本机目录中的版本
    releasing
    发布中（releasing）
    remark
    备注
    remove
    删除
    remove "%1"
    删除 "%1"
    remove "%1", or "%2"
    删除 "%1"，或 "%2"
    remove "after", or "wait": false
    删除 "after"，或删除 "wait": false
    remove "rollback": false
    删除 "rollback": false
    remove "verify", or "wait": false
    删除 "verify"，或 "wait": false
    remove %1 from "allowEnv"
    从 "allowEnv" 中删除 %1
    remove GIT_STRATEGY: none (or empty) from the job
    从任务中删除 GIT_STRATEGY: none（或 empty）
    remove all but the newest %1
    只保留最新的 %1 个
    remove it
    删除它
    remove it by hand
    手动删除它
    remove it from "allowEnv"
    从 "allowEnv" 中删除它
    remove it from the start
    从开头删除它
    remove it from this file; if it was ever committed, revoke it
    从此文件中删除；如果曾经提交过，请吊销它
    remove it here
    从这里删除
    remove it, or name another file with --config
    删除它，或用 --config 指定其他文件
    remove it, or remove "file"
    删除它，或删除 "file"
    remove it, or write ? to match it
    删除它，或写 ? 来匹配它
    remove it, when it is not the live one: rm -r %1
    如果不是线上版本，删除它：rm -r %1
    remove it: image_info is made from "image"
    删除它：image_info 由 "image" 生成
    remove it: no argument of a program can have one
    请删除：程序的参数中不能有 NUL 字节
    remove its name: it is made from "repository"
    删除其名称：它由 "repository" 生成
    remove one
    删除一个
    remove one of them
    删除其中一个
    remove the comma
    删除逗号
    remove the key
    删除这个键
    remove ~/ from the start
    删除开头的 ~/
    rename "%1" to
    重命名 "%1" 为
    rename the application's variable: letters, digits, ".", "_" and "-", no digit first
    修改应用的变量名：字母、数字、"."、"_" 和 "-"，不以数字开头
    rename the folder
    重命名目录
    rename them in the repository
    在仓库中重命名
    repeated until it is created
    重复到创建完成
    repeated until its containers are ready
    重复到容器就绪
    repeated until the answer is as "verify" expects
    重复到响应符合 "verify"
    repeated until the gray release is ready
    重复到灰度版本就绪
    repeated until the new version is published and receives traffic
    重复到新版本发布并接收流量
    repeated until the new version receives all traffic
    重复到新版本接收全部流量
    repeated until the rollout ends
    重复到发布结束
    repeated until the task ends
    重复到任务结束
    repeated while nothing changes
    没有变化时重复
    replace "%1" with a folder
    用目录代替 "%1"
    replace OWNER/sampan in %1
    替换 %1 中的 OWNER/sampan
    replace existing files
    替换已有文件
    replace the link by the file itself
    用文件本身代替链接
    replaced
    已替换
    replay the traffic
    重放流量
    report a status
    报告状态
    report needs a file to read
    report 需要一个要读取的文件
    repositories are named by their address, not by their name
    仓库用地址表示，而不是名称
    repository "%1" has no branch
    仓库 "%1" 没有分支
    repository "%1" keeps its refs as reftable, which libgit2 1.5 cannot read
    仓库 "%1" 用 reftable 存储引用，libgit2 1.5 无法读取
    repository "%1" needs what libgit2 1.5 lacks: %2
    仓库 "%1" 需要 libgit2 1.5 没有的功能：%2
    repository "%1" uses SHA-256 object ids, which libgit2 1.5 cannot read
    仓库 "%1" 使用 SHA-256 对象 ID，libgit2 1.5 无法读取
    repository or package
    仓库或代码包
    repository without the registry
    不含地址的镜像名
    request %1, %2, has changed: see sampan plan -v
    第 %1 个请求（%2）已改变：见 sampan plan -v
    request id %1
    请求 ID %1
    request the token in the job that uses it, as late as possible
    在使用 token 的任务中、尽可能晚地获取
    requests were routed by %1; from now on %2 receives all of them
    此前请求按 %1 路由；从现在起由 %2 接收全部请求
    required
    必填
    restart
    重启
    retrying
    重试
    revert it: sampan cancel %1
    撤回它：sampan cancel %1
    rm '%1'
    rm '%1'
    role %1 by %2
    角色 %1（通过 %2）
    roll back
    回滚
    roll back to this entry of the version's history; nothing is uploaded
    回滚到版本历史中的此条目；不上传任何内容
    roll back when it has ended: sampan status %1 --wait
    结束后回滚：sampan status %1 --wait
    roll back: sampan rollback %1
    回滚：sampan rollback %1
    rollback
    回滚
    rollbacked
    已回滚（rollbacked）
    rolled back from %1
    已从 %1 回滚
    rolled back from %1 to %2
    已从 %1 回滚到 %2
    rolling back from %1 to %2 ("onFailure": "rollback")
    正在从 %1 回滚到 %2（"onFailure": "rollback"）
    rollout
    发布
    rollout %1
    发布 %1
    rollout %1 (%2)
    发布 %1（%2）
    rollout %1 (%2) was cancelled
    发布 %1（%2）已取消
    rollout %1 finished before it could be cancelled: %2 is live
    发布 %1 在取消之前已结束：线上是 %2
    rollout %1 had ended already: nothing to cancel
    发布 %1 已经结束：没有可取消的内容
    rollout %1 has not ended, and blocks other deploys
    发布 %1 尚未结束，会阻塞其他部署
    rollout %1 is not a gray release: there is nothing to promote
    发布 %1 不是灰度发布：没有可全量发布的版本
    run
    运行
    run `git fetch --unshallow --tags` after `checkout`
    在 `checkout` 之后运行 `git fetch --unshallow --tags`
    run `git fetch --unshallow --tags` before this step
    在此步骤之前运行 `git fetch --unshallow --tags`
    run `git fetch --unshallow --tags` in a stage before this one
    在此阶段之前的阶段中运行 `git fetch --unshallow --tags`
    run `git fetch --unshallow --tags` in a step before this one
    在此步骤之前的步骤中运行 `git fetch --unshallow --tags`
    run a deploy against emulated clouds in this process; no account needed
    在本进程的模拟云上演练一次部署；不需要账号
    run again: the address of an upload expires
    重新运行：上传地址会过期
    run apt-get update in the same RUN; check its name for the release in FROM
    在同一个 RUN 中运行 apt-get update；按 FROM 的发行版核对包名
    run before it stops
    在停止之前运行
    run go mod tidy, commit go.sum, and deploy again
    运行 go mod tidy，提交 go.sum，然后重新部署
    run in DIR instead of the current directory
    在 DIR 中运行，而不是当前目录
    run it by hand in the repository: %1
    在仓库中手动运行：%1
    run it on your machine, e.g. with docker build, and fix what it reports
    在本地运行（例如 docker build），修复它报告的问题
    run it once for each target
    对每个目标各运行一次
    run its "before" by hand: %1
    手动运行它的 "before"：%1
    run mvn test and fix them; the log names each
    运行 mvn test 并修复；日志列出每一项
    run npm install, commit the new package-lock.json, and deploy again
    运行 npm install，提交新的 package-lock.json，然后重新部署
    run one of: %1
    运行其中一个：%1
    run the job on a machine in mainland China
    在中国大陆的机器上运行任务
    run this again after that
    请在此之后重新运行
    run when the container starts
    在容器启动时运行
    run without --scenario: sampan rehearse %1
    不加 --scenario 运行：sampan rehearse %1
    running
    运行中
    sampan
    sampan
    sampan %1
    sampan %1
    sampan %1 TARGET
    sampan %1 TARGET
    sampan %1 failed: %2
    sampan %1 失败：%2
    sampan cancel %1
    sampan cancel %1
    sampan cancel production
    sampan cancel production
    sampan cannot wait for a publication at a set time
    sampan 无法等待定时发布
    sampan check --config deploy/sampan.json
    sampan check --config deploy/sampan.json
    sampan check%1
    sampan check%1
    sampan completions bash
    sampan completions bash
    sampan deploy --json > report.json
    sampan deploy --json > report.json
    sampan deploy staging
    sampan deploy staging
    sampan deploy%1
    sampan deploy%1
    sampan deploys the current commit to a cloud service and waits until it is live.
    sampan 把当前提交部署到云服务，并等待它上线。
    sampan diff production --exit-code
    sampan diff production --exit-code
    sampan doctor --credentials
    sampan doctor --credentials
    sampan does not delete services: use the provider's console
    sampan 不删除服务：请用云厂商控制台
    sampan help config image
    sampan help config image
    sampan history production
    sampan history production
    sampan hook install
    sampan hook install
    sampan init --ci %1 writes %2.
    sampan init --ci %1 写出 %2。
    sampan init --ci NAME writes the file of a CI system; --ci auto chooses it by the remote:
    sampan init --ci NAME 写出 CI 系统的配置文件；--ci auto 按远程仓库选择：
    sampan init --ci auto
    sampan init --ci auto
    sampan init writes an example
    sampan init 会写出示例
    sampan logs %1
    sampan logs %1
    sampan logs %1 --run
    sampan logs %1 --run
    sampan logs production --run --since 10m --follow
    sampan logs production --run --since 10m --follow
    sampan never sends DryRun: check what changes its requests on their way, e.g. HTTPS_PROXY
    sampan 从不发送 DryRun：请检查是什么在途中改动了请求，例如 HTTPS_PROXY
    sampan only deploys: use the provider's console
    sampan 只负责部署：请用云厂商控制台
    sampan package staging -o api.zip --list
    sampan package staging -o api.zip --list
    sampan plan %1%2
    sampan plan %1%2
    sampan plan production --out plan.json
    sampan plan production --out plan.json
    sampan promote %1
    sampan promote %1
    sampan promote production --percent 25
    sampan promote production --percent 25
    sampan rehearsal
    sampan 演练
    sampan rehearse %1 --scenario %2 --then %3
    sampan rehearse %1 --scenario %2 --then %3
    sampan rehearse %1 --then %2
    sampan rehearse %1 --then %2
    sampan rehearse %1%2
    sampan rehearse %1%2
    sampan rehearse [TARGET…] --scenario NAME runs a deploy against an emulated cloud:
    sampan rehearse [TARGET…] --scenario NAME 对模拟云执行部署：
    sampan rehearse staging --scenario gray --then promote
    sampan rehearse staging --scenario gray --then promote
    sampan report merge api.json web.json --html report.html
    sampan report merge api.json web.json --html report.html
    sampan report merge report.json --html report.html
    sampan report merge report.json --html report.html
    sampan rollback %1
    sampan rollback %1
    sampan rollback %1 --to %2
    sampan rollback %1 --to %2
    sampan rollback %1 --to VERSION
    sampan rollback %1 --to VERSION
    sampan rollback production --to api-006
    sampan rollback production --to api-006
    sampan schema --of events > sampan-events.schema.json
    sampan schema --of events > sampan-events.schema.json
    sampan status %1
    sampan status %1
    sampan status %1 --wait
    sampan status %1 --wait
    sampan status production --wait
    sampan status production --wait
    sampan version
    sampan version
    sampan.localRoot in %1/config is not an absolute path: "%2"
    %1/config 中的 sampan.localRoot 不是绝对路径："%2"
    sampan.target is ambiguous: %1 branches and tags were pushed
    sampan.target 有歧义：推送了 %1 个分支和标签
    sampan: 
    sampan: 
    sampan: %1
    sampan: %1
    sampan: %1 was not deployed
    sampan：%1 没有部署
    sampan: %1: %2
    sampan: %1：%2
    sampan: cause: %1
    sampan: 原因：%1
    sampan: code %1
    sampan: 错误码 %1
    sampan: code %1, request id %2
    sampan: 错误码 %1，请求 ID %2
    sampan: request id %1
    sampan: 请求 ID %1
    save the file as UTF-8
    把文件保存为 UTF-8
    scenario "%1" has no effect on target "%2": %3
    场景 "%1" 对目标 "%2" 不起作用：%3
    seconds before the first health check
    首次健康检查之前的秒数
    seconds before the first readiness probe
    首次就绪检查之前的秒数
    seconds between batches
    批次之间的秒数
    secrets for Tencent Cloud:
    腾讯云的密钥：
    see %1
    见 %1
    see all commands: sampan help
    查看所有命令：sampan help
    see all flags: %1
    查看所有选项：%1
    see the output of docker above; run it by hand: docker push %1
    见上面 docker 的输出；手动运行：docker push %1
    see the result: sampan plan
    查看结果：sampan plan
    see what is live and what is in progress: sampan status
    查看线上版本和正在进行的操作：sampan status
    see what is live: %1
    查看线上版本：%1
    see what it prints before it exits: %1
    查看退出前打印的内容：%1
    see what serves: sampan status %1
    查看线上版本：sampan status %1
    see where it is, as ***: sampan plan -v
    查看它的位置（显示为 ***）：sampan plan -v
    see why it did not start: %1
    查看没有启动的原因：%1
    see: sampan help %1
    见：sampan help %1
    see: sampan help hook
    见：sampan help hook
    send the live version's private network again, so that an update cannot drop it
    再次发送线上版本的私有网络，以免更新时丢失
    separate folders with /, and write [*] for a literal *
    用 / 分隔目录，字面的 * 写成 [*]
    separate the names of targets with commas or blanks, or remove the setting
    用逗号或空格分隔目标名，或删除此设置
    service "%1" does not exist in environment "%2": %3
    服务 "%1" 不在环境 "%2" 中：%3
    service "%1" has no version "%2"
    服务 "%1" 没有版本 "%2"
    service "%1" has no version %2
    服务 "%1" 没有版本 %2
    service "%1" has no version yet
    服务 "%1" 还没有版本
    service "%1" in environment "%2" cannot be read: %3
    无法读取环境 "%2" 中的服务 "%1"：%3
    service "%1" in environment "%2" has no version to replace
    环境 "%2" 中的服务 "%1" 没有可替换的版本
    service "%1" was looked for in %2 (%3), but environment "%4" is in %5: %6
    在 %2 中查找服务 "%1"（%3），但环境 "%4" 在 %5：%6
    set
    设置
    set "applicationId" in "tem"
    请在 "tem" 中设置 "applicationId"
    set "buildPacks" when the cloud builds without one
    如果云端不用 Dockerfile 构建，设置 "buildPacks"
    set "environmentId" in "tem"
    在 "tem" 中设置 "environmentId"
    set "lfs": "worktree" in "package" and run: %1
    在 "package" 中设置 "lfs": "worktree"，并运行：%1
    set "percentage" to a number from 1 to 100
    把 "percentage" 设为 1 到 100 的数字
    set "publishEnv" to "prod" or "staging"
    把 "publishEnv" 设为 "prod" 或 "staging"
    set "region" in "tem", e.g. "ap-guangzhou"
    在 "tem" 中设置 "region"，例如 "ap-guangzhou"
    set "region" in the target to where the environment is, e.g. "ap-shanghai"
    把目标的 "region" 设为环境所在地域，例如 "ap-shanghai"
    set "region" to where the environment is
    把 "region" 设为环境所在地域
    set "region": "%1" in the target
    在目标中设置 "region": "%1"
    set "regions", or "fullRelease": true
    设置 "regions"，或 "fullRelease": true
    set "repository" of the target's "image" to the registry that it redirects to
    把目标 "image" 的 "repository" 设为重定向到的镜像仓库
    set "snapshotName"
    设置 "snapshotName"
    set "submodules": "include" in "package"
    在 "package" 中设置 "submodules": "include"
    set "submodules": "include" in "package" to pack their files
    在 "package" 中设置 "submodules": "include"，打包它们的文件
    set "submodules": "skip" to exclude them
    设置 "submodules": "skip" 来排除它们
    set "symlinks": "follow" in "package" to pack what they point to
    在 "package" 中设置 "symlinks": "follow"，打包链接指向的内容
    set "symlinks": "follow" in "package", or take the link out of the commit
    在 "package" 中设置 "symlinks": "follow"，或从提交中去掉链接
    set "symlinks": "keep" if what unpacks the package makes links
    如果解包的一方会创建链接，设置 "symlinks": "keep"
    set "tag" in "image", e.g. "{date}-{short}", and push the image with it
    在 "image" 中设置 "tag"，例如 "{date}-{short}"，并用它推送镜像
    set "version" to a template such as "{date}-{short}"
    把 "version" 设为模板，例如 "{date}-{short}"
    set "version", or "tag" of the image: at most 128 of a-z, 0-9, ".", "_" and "-"
    设置 "version"，或镜像的 "tag"：最多 128 个 a-z、0-9、"."、"_" 和 "-"
    set "wait": false
    设置 "wait": false
    set %1 %2
    设置 %1 %2
    set %1 again, as one line
    重新设置 %1，写成一行
    set %1 and %2%3
    设置 %1 和 %2%3
    set %1 in the CI's secret variables
    在 CI 的密钥变量中设置 %1
    set %1 in the job
    在任务中设置 %1
    set %1 or %2
    设置 %1 或 %2
    set %1 to an OpenID Connect token of this job for the audience %2
    把 %1 设为此任务受众为 %2 的 OpenID Connect token
    set %1, or %2 to the URL where the platform's server returns it
    设置 %1，或把 %2 设为平台服务端返回它的 URL
    set %1=%2
    设置 %1=%2
    set HOME, or write the absolute path
    设置 HOME，或写绝对路径
    set NODE_OPTIONS=--max-old-space-size to less than the memory that there is, or give it more memory
    把 NODE_OPTIONS=--max-old-space-size 设为小于可用内存，或增加内存
    set SAMPAN_ENDPOINT_TENCENT, SAMPAN_ENDPOINT_ALIBABA or SAMPAN_ENDPOINT_WECHAT in the environment
    在环境变量中设置 SAMPAN_ENDPOINT_TENCENT、SAMPAN_ENDPOINT_ALIBABA 或 SAMPAN_ENDPOINT_WECHAT
    set SAMPAN_OIDC_AUDIENCE_ALIBABA to a client id of the identity provider; a token for this cloud alone goes into SAMPAN_ID_TOKEN_ALIBABA
    把 SAMPAN_OIDC_AUDIENCE_ALIBABA 设为身份提供商的客户端 ID；仅用于此云的 token 写入 SAMPAN_ID_TOKEN_ALIBABA
    set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, in the environment of the CI job
    在 CI 任务的环境变量中设置 TENCENTCLOUD_SECRET_ID 和 TENCENTCLOUD_SECRET_KEY，或 ALIBABA_CLOUD_ACCESS_KEY_ID 和 ALIBABA_CLOUD_ACCESS_KEY_SECRET
    set XDG_CACHE_HOME or HOME: without a cache every run would mint a token
    设置 XDG_CACHE_HOME 或 HOME：没有缓存，每次运行都会生成 token
    set an absolute "url" in "verify"
    在 "verify" 中设置绝对 URL（"url"）
    set another end
    设置另一个结束时间
    set both
    两个都设置
    set both or none
    两个都设置，或都不设置
    set both, or neither to upload a package
    两个都设置；都不设置则上传代码包
    set both: memory in GiB is twice the cores, e.g. 0.5 and 1
    两个都设置：内存（GiB）是核数的两倍，例如 0.5 和 1
    set it in "items", and deploy again
    在 "items" 中设置，然后重新部署
    set it in the platform's console, and "%1" in "wechat" for the next deploy
    在平台控制台设置，并为下次部署设置 "wechat" 中的 "%1"
    set it to "wait" or "fail"
    设为 "wait" 或 "fail"
    set it to a path that starts with /
    设为以 / 开头的路径
    set it: "items": { "Port": 8080 }
    设置它："items": { "Port": 8080 }
    set its traffic to a percentage in the console first
    请先在控制台将其流量改为按百分比分配
    set one or more of %1
    设置其中一个或多个：%1
    set submodules to "skip"
    把 submodules 设为 "skip"
    set the branch that the cloud builds: "branch": "{branch}", or "main"
    设置云端构建的分支："branch": "{branch}"，或 "main"
    set the clock of this machine
    校准本机时钟
    set the clock; the request was signed with the server's time
    校准时钟；请求已用服务器时间签名
    set the file that the build made: "package": { "file": "target/app.jar" }
    指定构建出的文件："package": { "file": "target/app.jar" }
    set the project's git clone depth to Full
    把项目的 git clone 深度设为 Full
    set the tag that CI pushed, e.g. "from": "{commit}", or a whole reference with a tag
    设置 CI 推送的标签，例如 "from": "{commit}"，或带标签的完整镜像名
    set the variable in the job, or write the value itself
    在任务中设置这个变量，或直接写值
    set these secrets %1, or with:
    设置这些密钥%1，或用命令：
    setting "%1" of %2 is not what "items" asks for
    %2 的设置 "%1" 与 "items" 的要求不符
    setting "%1" of %2 is not what the version before had
    %2 的设置 "%1" 与上一个版本不同
    settings to change; others stay as they are
    要修改的设置；其他保持不变
    settle what the account owes, or ask the vendor's support, then deploy again: https://billing-cost.console.aliyun.com
    结清欠费或联系厂商支持，然后重新部署：https://billing-cost.console.aliyun.com
    settle what the account owes, or renew the environment's plan, then deploy again: https://console.cloud.tencent.com/expense/overview
    结清欠费或续费环境套餐，然后重新部署：https://console.cloud.tencent.com/expense/overview
    several commits begin with %1
    有多个提交以 %1 开头
    several rules to scale by
    多条扩缩容规则
    several targets package the source: %1
    有多个目标打包源码：%1
    share of the traffic; below 100 a person promotes it later
    流量比例；低于 100 时由人稍后全量发布
    shorten the application's variable: its value has at most 1000 characters
    请缩短应用的环境变量：其值最多 1000 个字符
    show help for a command, a topic or a provider
    显示命令、主题或 provider 的帮助
    show logs
    显示日志
    show more lines as they are written, until the log has ended
    持续显示新内容，直到日志结束
    show the build, process and run-time log of a release
    显示某个版本的构建、部署过程和运行日志
    show the commits and files between what is live and HEAD
    显示线上版本与 HEAD 之间的提交和文件
    show the help for the command
    显示此命令的帮助
    show this one-click task of Tencent CloudBase instead
    改为显示腾讯云开发的这个一键部署任务
    show what is live, from which commit, and how far HEAD is from it
    显示线上版本、它来自哪个提交，以及与 HEAD 的差距
    since %1
    开始于 %1
    skipped
    已跳过
    snapshotName without rollback does nothing
    没有 rollback 时 snapshotName 不起作用
    special characters of user and password are percent-encoded: # as %%23, / as %%2F, @ as %%40, a space as %%20
    用户名和密码中的特殊字符用百分号编码：# 写成 %%23，/ 写成 %%2F，@ 写成 %%40，空格写成 %%20
    staging
    预发
    start libgit2
    启动 libgit2
    start one program only, and listen on the port of the service
    只启动一个程序，并监听服务的端口
    start the application in the console
    在控制台启动应用
    start the docker daemon, or set DOCKER_HOST
    启动 docker 守护进程，或设置 DOCKER_HOST
    start the program that reads it first
    先启动读取它的程序
    starts or ends with a slash
    以斜杠开头或结尾
    starts with a scheme
    以协议开头
    starts with two slashes
    以两个斜杠开头
    status
    状态
    status %1 (%2)
    状态码 %1（%2）
    status: which hooks are installed, what is wrong with them, and where the log is.
    status：显示已安装的钩子、存在的问题，以及日志位置。
    step
    步骤
    still live: %1
    线上仍为 %1
    still rolling out after %1 (%2); it was not stopped
    %1后仍在发布（%2）；没有停止它
    still rolling out at the deadline; to continue waiting: "sampan status --wait"
    到时限仍在发布；继续等待："sampan status --wait"
    stop a rollout in progress
    停止正在进行的发布
    stop it: sampan cancel %1
    停止它：sampan cancel %1
    stopped by SIGHUP
    被 SIGHUP 停止
    stopped by SIGTERM
    被 SIGTERM 停止
    stopped following after %1 ("wait": { "timeout": … }); to continue: sampan logs %2%3 --follow --since 1m
    %1后停止跟踪（"wait": { "timeout": … }）；继续：sampan logs %2%3 --follow --since 1m
    store the registry's account in the app once: image secrets in the console (CreateEdgeContainerAppImageSecret)
    把镜像仓库的账号存入应用一次：控制台的镜像密钥（CreateEdgeContainerAppImageSecret）
    string in %1 quotes
    字符串用了引号 %1
    string in single quotes
    字符串用了单引号
    submitted
    已提交
    submodule
    子模块
    submodule "%1" cannot be read: the repository is bare
    无法读取子模块 "%1"：这是裸仓库
    submodule "%1" is not checked out
    子模块 "%1" 没有检出
    submodule "%1" is not in the work tree
    子模块 "%1" 不在工作区中
    submodule %1 is nested too deeply, or its path is not UTF-8
    子模块 %1 嵌套过深，或路径不是 UTF-8
    subnet
    子网
    supported: %1
    支持：%1
    symbolic link
    符号链接
    syntax error in the Dockerfile: %1
    Dockerfile 语法错误：%1
    tag "%1" of %2 already points to another image: %3%4
    %2 的标签 "%1" 已指向另一个镜像：%3%4
    tag %1
    标签 %1
    tag moved from %1 to %2
    标签已从 %1 移到 %2
    tagged %1, %2 copied from %3
    已打标签 %1，%2 从 %3 复制
    tagged %1, from %2
    已打标签 %1，来自 %2
    tags %1
    标签 %1
    take them out of "add" with a "!" pattern to send what is committed
    用 "add" 中的 "!" 模式去掉它们，以发送提交的内容
    target
    目标
    target "%1" does not package the source
    目标 "%1" 不打包源码
    target "%1" ended as %2
    目标 "%1" 的结果为%2
    target "%1" has a "verify" but does not wait for its rollout
    目标 "%1" 有 "verify"，但不等待发布
    target "%1" has an "after" but does not wait for its rollout
    目标 "%1" 有 "after"，但不等待发布结束
    target "%1" has an empty list of templates
    目标 "%1" 的模板列表为空
    target "%1" has commands, and this server does not run commands that were pushed
    目标 "%1" 含有命令，而此服务器不运行推送来的命令
    target "%1" has no region, and TEM needs one
    目标 "%1" 没有地域，而 TEM 需要地域
    target "%1" is frozen until %2
    目标 "%1" 处于冻结期，直到 %2
    target "%1" is frozen until %2, which --during-freeze ignores
    目标 "%1" 处于冻结期，直到 %2；--during-freeze 忽略冻结
    target "%1" is frozen until %2: a deploy is refused until then
    目标 "%1" 处于冻结期，直到 %2：在此之前部署会被拒绝
    target "%1" is no longer in the configuration
    目标 "%1" 已不在配置中
    target "%1" is not in %2
    目标 "%1" 不在 %2 中
    target "%1": %2
    目标 "%1"：%2
    target "%1": live %2 → %3
    目标 "%1"：线上 %2 → %3
    target %1
    目标 %1
    target too long
    目标过长
    targets "%1" and "%2" have the same "directory": each replaces what the other made live
    目标 "%1" 和 "%2" 的 "directory" 相同：其中一个部署后会替换另一个的线上版本
    task "%1" is %2 in %3
    %3 中的任务 "%1" 为 %2
    task %1 is newer and has no remark yet
    任务 %1 较新，尚无备注
    task %1, %2, is in progress instead
    正在进行的是任务 %1，%2
    temporary credentials may have expired: get new ones
    临时密钥可能已过期：请重新获取
    temporary credentials need their token: set ALIBABA_CLOUD_SECURITY_TOKEN
    临时密钥需要 token：设置 ALIBABA_CLOUD_SECURITY_TOKEN
    temporary credentials need their token: set TENCENTCLOUD_TOKEN
    临时密钥需要 token：设置 TENCENTCLOUD_TOKEN
    terminated (SIGTERM, SIGHUP); the output shows what is in progress and how to continue
    已终止（SIGTERM、SIGHUP）；输出中有正在进行的操作以及如何继续
    tests failed in the build
    构建中的测试失败
    the %1 had no effect %2; sending it once more
    %1%2未生效；再发送一次
    the %1 log cannot be read: %2
    无法读取%1日志：%2
    the %1 log could not be read: %2
    无法读取%1日志：%2
    the %1 log could not be read; retrying: %2
    无法读取%1日志；正在重试：%2
    the %1 log has more lines than %2 reads returned
    %1日志的行数超过 %2 次读取返回的内容
    the API is unknown to the cloud
    云端不认识此 API
    the API's `Business`
    API 的 `Business`
    the API's `Force`
    API 的 `Force`
    the API's `UploadFilename`; by default the name of the package
    API 的 `UploadFilename`；默认为代码包的名称
    the CA certificates cannot be read
    无法读取 CA 证书
    the Python module %1 is not in the image
    镜像中没有 Python 模块 %1
    the URL "%1" cannot be sent unchanged
    URL "%1" 无法原样发送
    the URL for %1 %2
    %1 的 URL %2
    the URL of the platform's token server
    平台 token 服务器的 URL
    the URL parameter %1
    URL 参数 %1
    the account does not exist or is closed: check the account in the role's name
    账号不存在或已注销：检查角色名中的账号
    the account needs an ESA plan that has Edge Container: check it in the console
    账号需要含边缘容器的 ESA 套餐：请在控制台检查
    the account or the environment has no quota left for the new instances
    账号或环境的配额不足以容纳新实例
    the account or the service does not allow it at the moment: check it in the console
    账号或服务目前不允许此操作：请在控制台检查
    the account owes money and may change nothing
    账号欠费，不能做任何变更
    the account's site: aliyun.com or alibabacloud.com
    账号所属站点：aliyun.com 或 alibabacloud.com
    the answer is empty
    响应为空
    the answer is larger than the API can send: read less, e.g. logs with a shorter --since
    响应超过 API 的大小限制：请减少读取的内容，例如为 logs 设置更短的 --since
    the answer is not that of a chat's robot (HTTP status %1)
    响应不是来自聊天机器人（HTTP 状态码 %1）
    the answer of %1 is
    %1 的响应
    the answer to the update has no task id (0), because another deploy's rollout has begun
    更新的响应中没有任务 ID（0），因为另一次部署的发布已开始
    the app, e.g. `app-880688675783794688`; it must exist
    应用，例如 `app-880688675783794688`；必须已存在
    the application runs a package: set "package" in the target, or "packageName" in "tem"
    该应用运行的是代码包：请在目标中设置 "package"，或在 "tem" 中设置 "packageName"
    the application runs an image: set "image" in the target
    该应用运行的是镜像：请在目标中设置 "image"
    the application, e.g. `app-1a2b3c4d`
    应用，例如 `app-1a2b3c4d`
    the author's name
    作者名
    the base image %1 does not exist
    基础镜像 %1 不存在
    the bot takes 100 messages a minute
    机器人每分钟最多发送 100 条消息
    the branch
    分支
    the branch's name has %1 bytes, more than %2
    分支名有 %1 字节，超过 %2
    the build does not begin, and its version is given up after ten minutes
    构建没有开始，十分钟后放弃其版本
    the build is lost, and its task keeps running
    构建丢失，其任务一直运行
    the build needs more memory than the builder has, and was killed
    构建需要的内存超过构建机的内存，已被终止
    the builder is not allowed to pull the base image, or it does not exist
    构建机无权拉取基础镜像，或镜像不存在
    the calling platform, e.g. `IntelliJ` or `Coding`
    调用平台，例如 `IntelliJ` 或 `Coding`
    the certificate of %1 is not trusted
    %1 的证书不受信任
    the character U+%1
    字符 U+%1
    the clock of this machine is wrong by more than 15 minutes: set it
    本机时钟误差超过 15 分钟：请校准
    the clock of this machine is wrong by more than 5 minutes: set it
    本机时钟误差超过 5 分钟：请校准
    the clone has too little history to %1
    克隆的历史不足，无法%1
    the cloud builds branch "%1" of %2, and %3 is at %4, not at %5
    云会构建 %2 的分支 "%1"，而 %3 在 %4，不在 %5
    the cloud builds branch "%1" of %2, and this clone has no %3: whether it is at commit %4 is not known
    云会构建 %2 的分支 "%1"，而此克隆没有 %3：不知道它是否在提交 %4
    the cloud cannot read the issuer's keys: its address must be reachable from the internet
    云端无法读取颁发者的公钥：其 URL 必须可以从公网访问
    the cloud could not pull the image%1
    云端无法拉取镜像%1
    the cloud is busy and does not execute the first update
    云端繁忙，不执行第一次更新
    the cloud is not allowed to pull the image%1: it is private, or does not exist
    云端无权拉取镜像%1：镜像是私有的，或不存在
    the cloud's clock is ten minutes ahead
    云端时钟快十分钟
    the cloud's machines
    云端机器
    the command that starts the service
    启动服务的命令
    the commit has %1
    提交中有 %1
    the commit has no file below "path": "%1"
    提交在 "path": "%1" 下没有文件
    the commit's date, e.g. 20261128
    提交日期，例如 20261128
    the commit's time, e.g. 093015
    提交时间，例如 093015
    the component_access_token was refused; requesting it again
    component_access_token 被拒绝，正在重新获取
    the config file; default sampan.json
    配置文件；默认 sampan.json
    the connection to %1 was closed before the response was complete
    与 %1 的连接在响应完成之前被关闭
    the console lists the history of a version
    控制台会列出版本的历史记录
    the container log cannot be read: %1
    无法读取容器日志：%1
    the container's entry point
    容器的入口命令
    the containers in staging are in %1%2: %3
    预发环境的容器处于 %1%2：%3
    the content of %1 and of %2 is
    %1 和 %2的内容
    the content of %1 is
    %1 的内容
    the credentials are sent to this host only
    凭证只发送给这个主机
    the database is starting: try again in a minute
    数据库正在启动：一分钟后重试
    the day's quota of this interface is used up: try again tomorrow
    此接口当天的配额已用完：请明天再试
    the disk of the builder is full
    构建机磁盘已满
    the disk of the instance is full
    实例磁盘已满
    the domain for access from inside
    内部访问的域名
    the emulated cloud of "%1" does not play it
    "%1" 的模拟云不支持该场景
    the end of the file
    文件末尾
    the environment is in ap-singapore, and unknown elsewhere
    环境在 ap-singapore，在其他地域查不到
    the environment is still being prepared: deploy again in some minutes
    环境仍在准备：几分钟后重新部署
    the environment to publish to
    要发布到的环境
    the environment's plan does not include it: upgrade it at https://tcb.cloud.tencent.com/dev
    环境套餐不包含此功能：在 https://tcb.cloud.tencent.com/dev 升级
    the environment, e.g. `en-1a2b3c4d`
    环境，例如 `en-1a2b3c4d`
    the environment, e.g. `prod-1a2b3c`
    环境，例如 `prod-1a2b3c`
    the error code "%1" is not known to sampan: look it up in the console by the request id
    sampan 不认识错误码 "%1"：请在控制台用请求 ID 查询
    the error code %1 is not known to sampan: look it up in the open platform's list of return codes
    sampan 不认识错误码 %1：请查微信开放平台的返回码列表
    the exponent has no digits
    指数没有数字
    the external id is %1 bytes long; the API accepts 1 to 64
    externalId 长 %1 字节；API 接受 1 到 64 字节
    the file
    文件
    the file contains no configuration
    文件中没有配置
    the file for CI cannot name the config "%1"
    CI 文件中无法写配置路径 "%1"
    the file is %1 bytes long, the limit is %2
    文件长 %1 字节，上限为 %2
    the file is empty
    文件为空
    the file is not valid UTF-8 from here on
    文件从这里开始不是有效的 UTF-8
    the file stored at %1 differs from the uploaded one: CRC-64 "%2", not "%3"
    存储在 %1 的文件与上传的不同：CRC-64 为 "%2"，而不是 "%3"
    the files that are not in the commit have changed (%1 → %2)
    不在提交中的文件已改变（%1 → %2）
    the files use the branch "main": replace it with "%1", quoted where necessary
    文件中使用分支 "main"：请替换为 "%1"，必要时加引号
    the first calls of each action are throttled
    每个接口的前几次调用被限流
    the first line of the commit's message
    提交说明的第一行
    the first update is not executed, and the connection breaks
    第一次更新没有执行，连接断开
    the first uploads break off
    前几次上传中断
    the folder of "%1" does not exist
    "%1" 所在的目录不存在
    the freeze %1 from %2 to %3 is empty: both ends are the same
    %1从 %2 到 %3 的冻结期为空：两端相同
    the freeze %1 from %2 to %3 is empty: it ends before it starts
    %1从 %2 到 %3 的冻结期为空：结束早于开始
    the freeze %1 from %2 to %3 mixes a day of the week and a date
    %1从 %2 到 %3 的冻结期混用了星期和日期
    the full-width character "%1" (U+%2)
    全角字符 "%1"（U+%2）
    the glob in %1 is %2 bytes long, the limit is %3
    %1 中的 glob 长 %2 字节，上限为 %3
    the header %1
    请求头 %1
    the headers in the answer of %1 are
    %1 的响应头
    the health check of the new release is answered with status %1
    新版本的健康检查返回状态码 %1
    the id of the commit, 40 digits
    提交 ID，40 位
    the id of the key
    密钥 ID
    the id of what is deployed: the tree at package.path
    所部署内容的 ID：package.path 处的树
    the id that was given to the task when it was started; at most 64 bytes
    启动任务时传入的 ID；最多 64 字节
    the id token of %1 expired at %2
    %1 的 ID token 已于 %2 过期
    the id token of %1 has issuer "%2", audience "%3" and subject "%4"
    %1 的 ID token 的颁发者为 "%2"，受众为 "%3"，主体为 "%4"
    the id token of %1 is for "%2", not for %3
    %1 的 ID token 的受众是 "%2"，而不是 %3
    the identity provider, which lists the audience %1
    身份提供商，其受众包含 %1
    the image cannot be built
    镜像无法构建
    the image in Alibaba's own registry
    阿里云容器镜像服务（ACR）中的镜像
    the image is not built for %1
    镜像不是为 %1 构建的
    the image is private, and the cloud is not allowed to pull it
    镜像是私有的，云端无权拉取
    the image of %1 cannot be built (build_fail); the platform shows its log only in the console
    %1 的镜像无法构建（build_fail）；日志只能在平台控制台查看
    the image to run in
    运行所用的镜像
    the image%1 does not exist in its registry
    镜像%1 不在镜像仓库中
    the instances cannot be listed: %1
    无法列出实例：%1
    the interface is banned for this platform: ask the open platform's support why
    此接口对该平台已封禁：请向开放平台客服询问原因
    the key
    密钥
    the key has no write permission
    密钥没有写权限
    the key's IP allow list lacks this runner: add its address
    密钥的 IP 白名单中没有此 runner：请加入其地址
    the key's IP deny list has this runner: remove its address
    密钥的 IP 黑名单中有此 runner：请移除其地址
    the keys of sampan.json; with SECTION those of one section
    sampan.json 的键；加 SECTION 只显示一节
    the language of messages, en or zh; default: the locale's
    消息的语言，en 或 zh；默认随 locale
    the language's version
    语言版本
    the language, e.g. `node`
    语言，例如 `node`
    the last deploy of %1
    %1 的最近一次部署
    the last deploy of %1 failed at %2
    %1 最近一次部署失败，时间 %2
    the last deploy of %1 started at %2 and did not finish
    %1 最近一次部署没有完成，开始时间 %2
    the last deploy of %1 was refused at %2: frozen until %3
    %1 最近一次部署在 %2 被拒绝，冻结期到 %3 为止
    the library %1 is not in the image
    镜像中没有库 %1
    the log of the image's build
    镜像的构建日志
    the log of the platform while it creates the release
    平台创建版本时的日志
    the log of version "%1" cannot be separated: TEM keeps one log for all versions
    无法区分版本 "%1" 的日志：TEM 的所有版本共用一份日志
    the logs of %1 cannot be read: %2
    无法读取 %1 的日志：%2
    the logs show: %1
    日志显示：%1
    the manifest of %1 could not be read
    无法读取 %1 的清单
    the name of an environment variable
    环境变量名
    the name of the target
    目标名
    the names in braces, e.g. {tag} and {short}
    花括号中的变量，例如 {tag} 和 {short}
    the new release
    新版本
    the new release does not pass its health check: %1
    新版本没有通过健康检查：%1
    the new version
    新版本
    the new version cannot get traffic yet: try again in a minute
    新版本还不能接收流量：一分钟后重试
    the new version fails, and its task keeps running
    新版本失败，其任务一直运行
    the new version has %1, %2 was sent
    新版本中是 %1，发送的是 %2
    the new version has none, %1 was sent
    新版本中没有，发送的是 %1
    the new version has other values of %1
    新版本中 %1 的值不同
    the new version never gets ready
    新版本始终未就绪
    the newest release of %1
    %1 的最新版本
    the next run has to mint again: %1
    下次运行必须重新生成：%1
    the number of commits up to this one; needs the whole history
    到此提交为止的提交数；需要完整历史
    the number or id of the CI job's run
    CI 任务的运行编号或 ID
    the online version's, with image %1
    线上版本的设置，镜像换成 %1
    the only host that the next two are sent to
    后两项只发送到这个主机
    the output of %1 could not be read
    无法读取 %1 的输出
    the package %1 does not exist for the image's system
    镜像的系统中没有软件包 %1
    the package %1 is not in the image
    镜像中没有包 %1
    the package contains a Dockerfile
    代码包中有 Dockerfile
    the package has no "%1"
    代码包中没有 "%1"
    the package is changed on its way to the storage
    代码包在上传途中被改动
    the page would replace %1, of which it is made
    页面会覆盖生成它的 %1
    the password or token
    密码或 token
    the plan %1 does not deploy it
    计划 %1 不部署它
    the plan contains a credential, and plans are written for others to read
    计划中包含凭证，而计划是写给其他人阅读的
    the plan has form %1, and this version of sampan reads form %2
    计划的格式版本是 %1，此版本的 sampan 读取格式版本 %2
    the plan was changed after sampan wrote it
    计划在 sampan 写出之后被修改
    the plan was made by sampan %1: use that version
    计划由 sampan %1 生成：请使用该版本
    the platform does not show when %1 was updated
    平台不显示 %1 的更新时间
    the platform has removed this interface: check its documents, or deploy with "tcbr"
    平台已移除此接口：请查看其文档，或用 "tcbr" 部署
    the platform is busy (%1); sending the update every %2 until it is accepted
    平台繁忙（%1）；每隔 %2 发送一次更新，直到被接受
    the platform replaces the new version with one of its own
    平台用自己的版本替换新版本
    the platform reports this when it is busy: try again in a few minutes
    平台繁忙时会返回此错误：几分钟后重试
    the platform tidies up after a rollout and refuses updates for a while
    发布后平台进行清理，暂时拒绝更新
    the port is already in use in the container: the program listens twice
    容器中端口已被占用：程序监听了两次
    the port the container listens on
    容器监听的端口
    the private network
    私有网络
    the program "%1" is not in the image
    镜像中没有程序 "%1"
    the program %1 is not in the image
    镜像中没有程序 %1
    the program could not connect to %1
    程序无法连接 %1
    the program is built for another kind of processor
    程序是为其他处理器构建的
    the program is not allowed to listen on %1
    程序无权监听 %1
    the program needs %1, and the image has %2
    程序需要 %1，而镜像中是 %2
    the program needs more memory than the service has, and was killed
    程序需要的内存超过服务的内存，已被终止
    the program of the new release keeps exiting
    新版本的程序反复退出
    the provider cannot be reached
    无法访问云厂商
    the provider gives no reason
    云厂商没有说明原因
    the provider has blocked it: its notices are at https://console.cloud.tencent.com/message
    云厂商已封禁：通知见 https://console.cloud.tencent.com/message
    the provider has removed this API, or does not offer it on this site: check "site", or update sampan
    云厂商已移除此 API，或在此站点不提供：检查 "site"，或升级 sampan
    the provider has removed this API: update sampan
    云厂商已移除此 API：请升级 sampan
    the provider has retired %1, the only API that reports one-click tasks; its replacement is DescribeServerManageTask, which the provider "tcbr" uses (%2)
    云厂商已下线 %1，这是唯一能查询一键部署任务的 API；其替代是 provider "tcbr" 使用的 DescribeServerManageTask（%2）
    the provider reports that the rollout failed, or "verify" failed
    云厂商报告发布失败，或 "verify" 失败
    the provider reports the rollout as finished, but %1 does not serve; online: %2
    云厂商报告发布已完成，但 %1 没有接收流量；线上：%2
    the provider reports: %1
    云厂商返回：%1
    the provider's console
    云厂商控制台
    the proxy
    代理
    the proxy of %1 answered %2 when asked for a connection to %3
    向 %1 的代理请求连接 %3，代理返回 %2
    the quota of instances is used up: raise it, or use fewer
    实例配额已用完：请提升配额，或减少实例
    the quota of this day is used up: try again tomorrow, or raise it
    当日配额已用完：请明天再试，或提高配额
    the region "%1" is from TENCENTCLOUD_REGION; the target sets none
    地域 "%1" 来自 TENCENTCLOUD_REGION；目标没有设置
    the region has no capacity left: deploy again later, or move the service to another region
    该地域没有剩余资源：稍后重新部署，或把服务迁到其他地域
    the registry
    镜像仓库
    the registry reports %1 as the digest of %2, but it is %3
    镜像仓库返回 %2 的摘要为 %1，但实际为 %3
    the registry returned a manifest with another digest for %1: %2
    镜像仓库对 %1 返回了摘要不同的清单：%2
    the registry's host
    镜像仓库的主机
    the release
    此版本
    the release order of %1 is still open: promote or cancel it
    %1 的发布单仍未结束：请全量发布或取消
    the release receives traffic and is left as it is
    该版本接收流量，保持不变
    the release receives traffic, but the response does not match "verify": check its log
    该版本接收流量，但响应不符合 "verify"：请检查其日志
    the release to go back to, as the provider names it
    要回滚到的版本，用云厂商的版本名
    the remark of %1
    %1 的备注
    the repository
    镜像仓库
    the repository or the package: shallow, missing objects, LFS pointer, ownership, too big
    仓库或代码包：浅克隆、缺少对象、LFS 指针、所有者、过大
    the repository's address
    仓库地址
    the repository's address, where the platform needs it beside the name
    仓库地址（平台除名称外还需要时）
    the repository's id
    仓库 ID
    the repository's name
    仓库名
    the request is too long: %1 targets, %2 bytes
    请求过长：%1 个目标，%2 字节
    the robot takes 20 messages a minute
    机器人每分钟最多发送 20 条消息
    the role is %1, the identity provider "%2"; both are in the console under %3
    角色为 %1，身份提供商为 "%2"；两者都在控制台的 %3 中
    the role to assume; see roles and identity providers in %1
    要扮演的角色；角色和身份提供商见 %1
    the rollback to %1 was accepted, but the answer has no task id
    回滚到 %1 已被接受，但响应中没有任务 ID
    the rollout
    发布
    the rollout can no longer be watched: %1
    无法继续查看发布：%1
    the rollout could not be read; retrying: %1
    无法读取发布状态；正在重试：%1
    the rollout failed: %1
    发布失败：%1
    the rollout may still be running: %1
    发布可能仍在运行：%1
    the rollout never ends
    发布一直不结束
    the rollout of %1 failed (%2): it must not go live
    %1 的发布失败（%2）：不能上线
    the rollout of %1 was reverted
    %1 的发布已被还原
    the rollout was stopped: %1
    发布已停止：%1
    the same client reaches the same instance
    同一客户端访问同一实例
    the secret with which it verifies messages
    机器人签名校验的密钥
    the service cannot be deployed to: its status is "%1"
    无法部署到此服务：状态为 "%1"
    the service cannot be read, so what is replaced is not known: %1
    无法读取服务，因此不知道替换的是什么：%1
    the service could not be read
    无法读取服务
    the service could not be read; retrying: %1
    无法读取服务；正在重试：%1
    the service has not been opened for the account
    账号尚未开通服务
    the service is not available at the moment: check its status in the console
    服务目前不可用：请在控制台检查其状态
    the service's address
    服务的地址
    the service's status is "%1"
    服务状态为 "%1"
    the service; it must exist and have a version
    服务；必须已存在且有版本
    the service; it must exist, or see `create`
    服务；必须已存在，或见 `create`
    the setting "target" contains no name of a target: "%1"
    设置 "target" 中没有目标名："%1"
    the settings that are sent with the update are lost
    随更新发送的设置丢失
    the storage refuses the package
    对象存储拒绝接收代码包
    the string %1
    字符串 %1
    the tag that is a version: the CI's, or the highest at the commit; without one, no value
    版本标签：CI 的标签，或提交上最高的标签；没有则无值
    the tag's address
    标签的地址
    the tag; absent: that of the target's image
    标签；不设置：使用目标镜像的标签
    the task is being changed: try again in a minute
    任务正在变更：一分钟后重试
    the task is still running (%1); --wait follows it
    任务仍在运行（%1）；用 --wait 跟踪
    the task was cancelled or rolled back
    任务已取消或回滚
    the template %1 has no lines for credentials
    模板 %1 中没有凭证的位置
    the token may have been replaced: make the platform's server fetch its token again
    token 可能已被替换：让平台服务端重新获取 token
    the update and its answer are lost, and another deploy's rollout begins at the same time
    更新及其响应丢失，同时另一次部署的发布开始
    the update is accepted, and its rollout can be seen only seconds later
    更新已被接受，几秒后才能看到发布
    the update is accepted, but its answer has no task id (0)
    更新已被接受，但响应中没有任务 ID（0）
    the update is executed, but the connection breaks before its answer arrives
    更新已执行，但连接在响应到达前断开
    the update of %1 failed (%2), and what it was before still serves: nothing has to be rolled back
    %1 的更新失败（%2），线上仍是更新之前的内容：无需回滚
    the update was accepted, but %1
    更新已被接受，但%1
    the upload %1 was refused; requesting a new one
    上传 %1 被拒绝，正在重新获取
    the upload is too slow
    上传太慢
    the upload of %1 broke off (%2); continuing it
    %1 的上传中断（%2）；继续上传
    the upload to %1 is too slow: %2 need at least %3/s, measured %4/s
    上传到 %1 太慢：%2 至少需要 %3/s，实测 %4/s
    the upload was interrupted
    上传被中断
    the user
    用户名
    the value of %1 contains a credential, and templates are printed and sent
    %1 的值含有凭证，而模板的结果会被打印和发送
    the variables of other clouds: sampan help credentials
    其他云的变量：sampan help credentials
    the variables of service "%1" are not a JSON object, so EnvParam cannot be merged
    服务 "%1" 的变量不是 JSON 对象，无法合并 EnvParam
    the variables with keys and tokens of each cloud, and of registries
    各云和镜像仓库的密钥与 token 变量
    the vendor has removed the API
    厂商已移除此 API
    the version before
    之前的版本
    the version before the live one is not known
    不知道线上版本之前的版本
    the version does not exist, or no longer: list them: sampan history
    版本不存在或已被删除：用 sampan history 列出版本
    the version is not known yet here
    此处尚不知道版本
    the version to replace was not looked up
    没有查询要替换的版本
    the version to replace, e.g. `api-003`; `latest` is looked up first
    要替换的版本，例如 `api-003`；`latest` 会先查询
    the version to watch is not known
    不知道要查看的版本
    the version, in remarks and tags of images
    版本，用于备注和镜像标签
    the webhook address of a robot of %1
    %1 机器人的 webhook 地址
    the work tree has uncommitted changes; what is packaged is the commit
    工作区有未提交的修改；打包的是提交的内容
    the zip and its provenance cannot be the same file
    zip 和它的来源证明不能是同一个文件
    the zip file to write
    要写出的 zip 文件
    then run: sampan hook install
    然后运行：sampan hook install
    then: sampan %1 %2
    然后：sampan %1 %2
    there is no Dockerfile in the package
    代码包中没有 Dockerfile
    there is no file for %1; write a job that runs: %2 && exec "$HOME/.local/bin/sampan" deploy
    没有 %1 的配置文件；请编写一个运行以下命令的任务：%2 && exec "$HOME/.local/bin/sampan" deploy
    third-party platform, %1
    第三方平台（%1）
    this %1 job is for commit %2, and HEAD is %3
    此 %1 任务针对提交 %2，而 HEAD 是 %3
    this deploy updated %1 itself, so no release has what was live before
    本次部署更新的就是线上版本 %1，没有版本保存更新之前的内容
    this is Docker's schema 1: push the image again with a current version of docker
    这是 Docker 的 schema 1：请用新版 docker 重新推送镜像
    this job has no URL
    此任务没有 URL
    this job has no run id
    此任务没有运行 ID
    this job is for pull request %1
    此任务针对拉取请求 %1
    this looks like %1; secrets are read from the environment, never from this file
    这看起来像%1；密钥只从环境变量读取，不从此文件读取
    this machine's clock is %1 s %2
    本机时钟%2 %1 秒
    this must be the third-party platform's own component_access_token, not a mini program's
    这里必须是第三方平台自己的 component_access_token，不是小程序的
    this registry does not accept the manifests that BuildKit adds for them
    此镜像仓库不接受 BuildKit 为它们添加的清单
    this world refuses to %1
    这个环境不允许%1
    time zone "%1" is not known on this machine
    本机不认识时区 "%1"
    timeline of %1
    %1 的时间线
    timeout
    超时
    to %1 of the traffic
    ，流量 %1
    to begin: sampan init
    开始使用：sampan init
    to call %1 again
    重新调用 %1
    to carry it out: git checkout %1
    要执行这个计划：git checkout %1
    to check machine, clone and config: sampan doctor
    检查本机、克隆和配置：sampan doctor
    to check sampan.json: sampan check
    检查 sampan.json：sampan check
    to compare its settings
    用于比较其设置
    to compare its settings with those before
    用于与之前的设置比较
    to deploy: sampan deploy
    部署：sampan deploy
    to finish a gray release: sampan promote TARGET
    完成灰度发布：sampan promote TARGET
    to finish the gray release: sampan promote %1
    完成灰度发布：sampan promote %1
    to fix: %1, see above
    待修复：%1，见上文
    to give a gray release a share of the traffic: sampan promote TARGET --percent N
    给灰度版本一部分流量：sampan promote TARGET --percent N
    to give a version that waits all traffic: sampan promote %1
    让等待中的版本接收全部流量：sampan promote %1
    to go back on purpose, revert it, or set "order": "any"
    如果确实要退回，请还原提交，或设置 "order": "any"
    to go back on purpose: sampan rollback %1; or set "order": "any"
    如需退回旧版本：sampan rollback %1；或设置 "order": "any"
    to go back to %1: sampan rollback %2 --to %3
    退回到 %1：sampan rollback %2 --to %3
    to go back to the release before: sampan rollback TARGET
    回到上一个版本：sampan rollback TARGET
    to go further back, name the release: sampan rollback %1 --to VERSION
    回滚到更早的版本时请指定版本：sampan rollback %1 --to VERSION
    to move the tag, set "replace": true in the target's "image"
    要移动标签，在目标的 "image" 中设置 "replace": true
    to replace whatever is live, set "order": "any"
    要无条件替换线上版本，设置 "order": "any"
    to restore an entry of its history in the console: sampan rollback %1 --to ENTRY
    恢复控制台中它的历史条目：sampan rollback %1 --to ENTRY
    to restore an entry of the history in the console: sampan rollback %1 --to VERSION
    恢复控制台历史中的某个版本：sampan rollback %1 --to VERSION
    to retry
    重试
    to see the commits and files between what is live and HEAD: sampan diff TARGET
    查看线上版本与 HEAD 之间的提交和文件：sampan diff TARGET
    to see the logs of a release: sampan logs TARGET
    查看某个版本的日志：sampan logs TARGET
    to see the releases that the provider keeps: sampan history
    查看云端保留的版本：sampan history
    to see what is live, and how far HEAD is from it: sampan status
    查看线上版本以及与 HEAD 的差距：sampan status
    to see what would be deployed: sampan plan
    查看将要部署的内容：sampan plan
    to stop %1, which is not live yet: sampan cancel %2
    要停止尚未上线的 %1：sampan cancel %2
    to stop a rollout in progress: sampan cancel TARGET
    停止正在进行的发布：sampan cancel TARGET
    to submit without reading the service, set "wait": false and name the version in "versionName"
    如果要不读取服务直接提交，设置 "wait": false，并在 "versionName" 中写明版本
    to trust all users who may push: git -C %1 config sampan.allowCommands true
    若信任所有可以推送的用户：git -C %1 config sampan.allowCommands true
    to try a deploy without an account: sampan rehearse
    没有账号也能试部署：sampan rehearse
    to try without an account: sampan rehearse
    没有账号也能试用：sampan rehearse
    to wait for a rollout in progress: sampan status --wait
    等待正在进行的发布：sampan status --wait
    to write sampan.json: sampan init
    写出 sampan.json：sampan init
    to write the file of a CI system: sampan init --ci auto
    写出 CI 系统的配置文件：sampan init --ci auto
    to write the package: sampan package -o package.zip
    写出代码包：sampan package -o package.zip
    todo
    未开始
    token server
    token 服务器
    token server of the registry
    镜像仓库的 token 服务器
    too many calls in a minute: try again later
    一分钟内调用过多：请稍后再试
    too many levels of symbolic links
    符号链接层数太多
    took %1
    用时 %1
    topics (sampan help TOPIC):
    主题（sampan help TOPIC）：
    traffic
    流量
    tree %1 is
    树 %1
    true or false
    true 或 false
    try again in a few minutes; the vendor's support needs the request id
    几分钟后重试；向厂商提工单时需要请求 ID
    try again in a minute: the API is busy with other calls
    一分钟后重试：API 正忙于其他调用
    try again in a minute: the limit is shared by everything that uses this account
    一分钟后重试：此账号的所有调用共用这个限额
    try later: throttled, network, another rollout in progress
    稍后再试：限流、网络，或已有其他发布正在进行
    two entries are called "%1"
    有两个条目名为 "%1"
    unchanged
    无变化
    unchanged, %1
    无变化，%1
    unclosed { in %1
    %1 中的 { 未闭合
    unexpected %1
    意外的 %1
    unexpected argument "%1" for %2
    %2 的参数 "%1" 多余
    unexpected comma
    多余的逗号
    uninstall: removes them, and restores the hooks that existed before; the log stays.
    uninstall：删除这些钩子并恢复原有的钩子；保留日志。
    unique in the version
    在版本内唯一
    unknown
    未知
    unknown action "%1" for hook
    hook 没有操作 "%1"
    unknown action "%1" for report
    report 没有操作 "%1"
    unknown command "%1"
    未知命令 "%1"
    unknown escape in a string
    字符串中的转义未知
    unknown flag %1 for %2
    %2 没有选项 %1
    unknown help topic "%1 %2"
    未知的帮助主题 "%1 %2"
    unknown help topic "%1"
    未知的帮助主题 "%1"
    unknown key %1 %2
    未知的键 %1%2
    unknown name {%1} in %2
    %2 中的变量 {%1} 未知
    unknown push option "%1"
    未知的推送选项 "%1"
    unknown scenario "%1"
    未知的场景 "%1"
    unless it exists
    不存在时
    unmatched } in %1
    %1 中的 } 没有对应的 {
    unpack the package
    解开代码包
    unpaired surrogate
    不成对的代理码元
    unset BUILDKITE_GIT_CLONE_FLAGS's `--depth`, or run `git fetch --unshallow --tags` first
    取消 BUILDKITE_GIT_CLONE_FLAGS 中的 `--depth`，或先运行 `git fetch --unshallow --tags`
    unset CIRRUS_CLONE_DEPTH and set CIRRUS_CLONE_TAGS=true
    取消设置 CIRRUS_CLONE_DEPTH，并设置 CIRRUS_CLONE_TAGS=true
    unset it, or set it to: git log -1 --format=%%ct
    取消设置，或设为：git log -1 --format=%%ct
    unsupported hook "%1"
    不支持钩子 "%1"
    unterminated comment
    注释没有结束
    unterminated string
    字符串没有结束
    until the update is accepted
    直到更新被接受
    update
    更新
    update %1
    更新 %1
    update the log service
    升级日志服务
    updating
    更新中
    upload
    上传
    upload it in the console and name it: "packageName" in "tem"
    在控制台上传并指定："tem" 中的 "packageName"
    upload the package
    上传代码包
    uploading again
    重新上传
    url
    URL
    usage; a command that this provider does not support
    用法；此 provider 不支持的命令
    use %1
    使用 %1
    use --ci %1
    使用 --ci %1
    use --trust-repo if you trust this repository
    如果信任此仓库，使用 --trust-repo
    use 1 to 63 letters, digits, ".", "_" or "-", and start with a letter or digit
    使用 1 到 63 个字母、数字、"."、"_" 或 "-"，以字母或数字开头
    use a key that needs no second factor
    使用不需要二次验证的密钥
    use a permanent key: this call takes no temporary one
    使用长期密钥：此接口不接受临时密钥
    use a repository of the environment's own account, or a public one; the console lists those that it can pull
    使用环境所属账号的镜像仓库，或公开仓库；可拉取的范围见控制台
    use a repository of the same account's TCR, which TEM is allowed to read in its console, or a public one
    使用同一账号的 TCR 仓库（在控制台授权 TEM 读取），或公开仓库
    use a version that names the commit, e.g. "{tag}-{short}"
    使用能指明提交的版本，例如 "{tag}-{short}"
    use an image with %1 in the last FROM, or compile for %2
    最后的 FROM 使用含 %1 的镜像，或编译为 %2
    use double quotes
    改用双引号
    use fewer globs: ** and * match many names at once
    减少 glob：** 和 * 一次匹配多个名称
    use https: plain http is sent to this machine only
    使用 https：明文 http 只发送到本机
    use https; http is accepted for this machine only
    使用 https；http 只接受本机
    use letters, digits and _, and do not start with a digit
    使用字母、数字和 _，不以数字开头
    use the newest component_verify_ticket: the platform's server gets one every 10 minutes
    使用最新的 component_verify_ticket：平台服务端每 10 分钟收到一个
    use the straight double quote: "
    改用半角（英文）双引号："
    use the unified domain
    使用统一域名
    use {tag}, {describe}, {date} or {short}
    使用 {tag}、{describe}、{date} 或 {short}
    valid actions: %1
    有效操作：%1
    valid hooks: %1
    有效钩子：%1
    valid names: %1 {env:NAME}
    有效名称：%1 {env:NAME}
    valid options: sampan.skip, sampan.target=NAME
    有效选项：sampan.skip、sampan.target=NAME
    valid values: %1
    有效值：%1
    valid values: 1 to 100; 100 finishes the gray release
    有效值：1 到 100；100 表示完成灰度发布
    valid values: 90s, 10m, 1h30m
    有效值：90s、10m、1h30m
    valid values: true, false
    有效值：true、false
    variable "%1" cannot be sent: ESA separates variables by commas
    变量 "%1" 无法发送：ESA 用逗号分隔变量
    verify
    验证
    verify: %1
    verify：%1
    verify: %1; %2
    verify：%1；%2
    version
    版本
    version "%1" has no letter or digit that fits into a version name
    版本 "%1" 没有可用于版本名的字母或数字
    version "%1" is deployed instead of "%2"
    部署了版本 "%1"，而不是 "%2"
    version "%1" is not online: ESA has the logs of running containers only
    版本 "%1" 不在线上：ESA 只有运行中容器的日志
    version "%1" replaced %2
    版本 "%1" 已替换 %2
    version %1
    版本 %1
    version %1 cannot be cloned: %2
    无法克隆版本 %1：%2
    version %1 is %2 and has no remark
    版本 %1 为 %2，没有备注
    version %1 is %2 instead of %3
    版本 %1 为 %2，而不是 %3
    version %1 is not created yet: its status is %2
    版本 %1 尚未创建：状态为 %2
    version %1 is published %2: promote or cancel it
    版本 %1 已发布%2：请全量发布或取消
    version %1 is ready with %2 %% of the traffic: promote it
    版本 %1 已就绪，流量 %2 %%：请全量发布
    version %1 of app "%2" has no settings that could be cloned
    应用 "%2" 的版本 %1 没有可以克隆的设置
    version %1 was published instead
    发布的是版本 %1
    version %1 was updated by another deploy, %2
    版本 %1 已被另一次部署更新，%2
    version %1, %2, is published instead
    发布的是版本 %1，%2
    version before
    上一个版本
    versionId and containers cannot be combined: one names an existing version, the other creates one
    versionId 和 containers 不能同时设置：前者指定已有版本，后者创建新版本
    wait for a rollout in progress
    等待正在进行的发布
    wait for it, then deploy again
    等它结束，再重新部署
    wait for it: sampan status %1 --wait
    等待它：sampan status %1 --wait
    waiting
    等待
    waiting for %1 to end ("onConflict": "wait")
    正在等待 %1 结束（"onConflict": "wait"）
    waiting for a person (gray release, manual batch)
    等待人工确认（灰度发布、手动批次）
    warning
    警告
    watch it: tail -f '%1'
    查看日志：tail -f '%1'
    what a new version is made of; absent: a clone of the live version with the target's image, for an app without versions one small container
    新版本的内容；不设置：克隆线上版本，换成目标的镜像；应用没有版本时为一个小容器
    what is live has no stamp of sampan
    线上版本没有 sampan 的标记
    what is measured
    指标
    what scaling measures, e.g. `cpu`
    扩缩容指标，例如 `cpu`
    what the emulated cloud of a rehearsal can do
    演练所用模拟云的各种行为
    what the exit codes mean
    退出码的含义
    what the release itself writes
    版本自身输出的日志
    what they must contain: sampan doctor --credentials
    其中必须包含的内容：sampan doctor --credentials
    what to rehearse after the deploy: %1
    部署后演练什么：%1
    what would be packaged was not checked: %1
    没有检查要打包的内容：%1
    when a batch is waiting for confirmation: leave it waiting (exit code 4), or resume it
    有批次等待确认时：保持等待（退出码 4），或继续下一批
    when to begin, UTC, e.g. `2023-06-05T16:00:00Z`; such a target cannot wait
    开始时间，UTC，例如 `2023-06-05T16:00:00Z`；这样的目标无法等待
    when to scale
    何时扩缩容
    where `releases` and `current` are: absolute, `~/…`, or relative to the repository's root
    `releases` 和 `current` 所在位置：绝对路径、`~/…`，或相对于仓库根目录
    where secrets are set, and how to clone the whole history: sampan help ci NAME
    密钥的设置位置，以及如何克隆完整历史：sampan help ci NAME
    where the environment is, e.g. `ap-guangzhou`; absent: TENCENTCLOUD_REGION
    环境所在地域，例如 `ap-guangzhou`；不设置：TENCENTCLOUD_REGION
    where the environment is, e.g. `ap-shanghai`, for uploads of packages; absent: TENCENTCLOUD_REGION
    环境所在地域，例如 `ap-shanghai`，用于上传代码包；不设置：TENCENTCLOUD_REGION
    where the environment is, e.g. `ap-shanghai`; by default what the job's TENCENTCLOUD_REGION or the environment itself reports
    环境所在地域，例如 `ap-shanghai`；默认取任务的 TENCENTCLOUD_REGION 或环境自身的地域
    where the log goes
    日志写到哪里
    where the log is collected, e.g. `stdout`
    从哪里采集日志，例如 `stdout`
    where the log is collected, e.g. stdout
    从哪里采集日志，例如 stdout
    where to deploy to; default: what fits the repository
    部署到哪里；默认：按仓库选择
    where to publish, with `publishType` `region`
    `publishType` 为 `region` 时发布到哪里
    where to set them in CI: sampan help ci
    在 CI 中设置的位置：sampan help ci
    whether `items.EnvParam` is added to the service's variables or replaces them all
    `items.EnvParam` 是合并到服务的变量，还是全部替换
    whether it is an enterprise instance
    是否为企业版实例
    whether the image is the one in ACRImageInfo
    是否为 ACRImageInfo 中的镜像
    while part %1 was copied from %2
    从 %2 复制分片 %1 时
    who can reach the service
    谁可以访问服务
    with "mintToken": true, these three get a new token
    使用 "mintToken": true 时，用这三项获取新 token
    with `publishType` `region`: everywhere; otherwise a person promotes it
    `publishType` 为 `region` 时：全部地域；否则由人全量发布
    with the live version's %1 added to Items
    在 Items 中加入线上版本的 %1
    with the remark "%1"
    备注为 "%1"
    with the settings that the version has added
    包含该版本新增的设置
    within %1
    %1内
    without a remark
    没有备注
    without a stamp of sampan
    没有 sampan 的标记
    without stored keys: set %1 and %2
    不使用长期密钥：设置 %1 和 %2
    work in a clone of it
    在它的克隆中操作
    work was not done
    任务没有完成
    would deploy %1
    将部署 %1
    write
    写入
    write "%1"
    写成 "%1"
    write "%1%2"
    写成 "%1%2"
    write "%1**"
    写成 "%1**"
    write "%1s" or "%2m"
    写成 "%1s" 或 "%2m"
    write ":"
    写 ":"
    write "https://api.example.com/health" or "/health"
    写成 "https://api.example.com/health" 或 "/health"
    write "npm run build", or ["npm", "run", "build"] in a list of commands
    写成 "npm run build"，或在命令列表中写成 ["npm", "run", "build"]
    write "repository" in lower case, with its registry: registry.example.com/acme/api
    "repository" 写成小写并带上镜像仓库地址：registry.example.com/acme/api
    write %1
    写成 %1
    write %1, or remove the key
    写成 %1，或删除这个键
    write [%1]
    写成 [%1]
    write [[] for a literal [
    字面的 [ 写成 [[]
    write \\\\ for a backslash
    反斜杠写成 \\\\
    write \\t
    写成 \\t
    write \\u00%1%2
    写成 \\u00%1%2
    write a commented sampan.json for this repository, and with --ci the file of a CI system
    为此仓库写出带注释的 sampan.json；加 --ci 同时写出 CI 系统的配置文件
    write a half-width blank
    改用半角（英文）空格
    write a line such as "npm run build", or remove it
    写成一行，例如 "npm run build"，或删除它
    write a name of the time zone database such as "Asia/Shanghai", or an offset such as "+08:00"
    请写时区数据库中的名称，例如 "Asia/Shanghai"，或偏移量，例如 "+08:00"
    write a page for browsers: one file that requests nothing
    写出供浏览器查看的网页：单个文件，不发送任何请求
    write a set as [a-z]
    字符集写成 [a-z]
    write a template such as "{date}-{short}"
    写一个模板，例如 "{date}-{short}"
    write a template such as "{version}"
    写一个模板，例如 "{version}"
    write an absolute path, ~/… for your home directory, or a path relative to the repository root
    写绝对路径、以 ~/… 表示主目录的路径，或相对于仓库根目录的路径
    write both as "Fri 18:00", or both as "2026-12-24 18:00"
    两端都写成 "Fri 18:00"，或都写成 "2026-12-24 18:00"
    write false
    写成 false
    write it as "90s", "30m", "2h" or "1h30m"
    写成 "90s"、"30m"、"2h" 或 "1h30m"
    write it as "Asia/Shanghai", "+08:00" or "UTC"
    写成 "Asia/Shanghai"、"+08:00" 或 "UTC"
    write it as "Fri 18:00", "2026-12-24" or "2026-12-24 18:00"
    写成 "Fri 18:00"、"2026-12-24" 或 "2026-12-24 18:00"
    write it as "{\\"NAME\\":\\"value\\"}"
    写成 "{\\"NAME\\":\\"value\\"}"
    write it as 2023-06-05T16:00:00Z
    写成 2023-06-05T16:00:00Z
    write it as http://host:port or http://user:password@host:port
    写成 http://host:port 或 http://user:password@host:port
    write it as https://host or, on this machine only, http://127.0.0.1:8080
    写成 https://host；仅限本机时可写 http://127.0.0.1:8080
    write it as https://host/path, or http:// on this machine only
    写成 https://host/path；仅限本机时可用 http://
    write it as the console shows it, e.g. "ap-shanghai"
    写成控制台显示的形式，例如 "ap-shanghai"
    write it in quotes, e.g. "0.5"
    写在引号中，例如 "0.5"
    write it relative to the repository root, e.g. services/api
    写成相对于仓库根目录的路径，例如 services/api
    write one JSON object a line to FILE, as things happen
    把发生的事件逐行写入 FILE，每行一个 JSON 对象
    write one glob for each alternative
    每种情况写一个 glob
    write one, with comments: sampan init
    写出一个带注释的文件：sampan init
    write only registry and repository, e.g. registry.example.com/acme/api
    只写镜像仓库地址和名称，例如 registry.example.com/acme/api
    write the absolute path, or ~/… for your home directory
    写绝对路径，或以 ~/… 表示主目录
    write the character itself, or both surrogates: \\ud83d\\ude00
    写字符本身，或写出两个代理码元：\\ud83d\\ude00
    write the earlier time in "from"
    "from" 中请写较早的时间
    write the half-width "%1"
    改用半角（英文）的 "%1"
    write the id that was given to the task when it was started, e.g. "{env:EXTERNAL_ID}"
    写启动任务时传入的 ID，例如 "{env:EXTERNAL_ID}"
    write the name as git prints it
    写成 git 打印的名称
    write the zip that would be sent for a target
    写出某个目标将要发送的 zip
    write them to another file descriptor: --events /dev/fd/3 3>events.jsonl
    写入另一个文件描述符：--events /dev/fd/3 3>events.jsonl
    write true
    写成 true
    write { "envId": ["env-a", "env-b"] } or { "file": "tenants.txt" }
    写成 { "envId": ["env-a", "env-b"] } 或 { "file": "tenants.txt" }
    write {{ for a literal {
    字面的 { 写成 {{
    write }} for a literal }
    字面的 } 写成 }}
    wrote %1
    已写出 %1
    wrote %1; to carry it out: sampan deploy --plan %2
    已写出 %1；执行：sampan deploy --plan %2
    wrote to %1
    已发送到 %1
    yyyy-MM-dd
    yyyy-MM-dd
    zlib cannot compress: out of memory, or it is broken
    zlib 无法压缩：内存不足，或 zlib 损坏
    zsh: write the output of sampan completions zsh to a file _sampan in a folder of $fpath
    zsh：把 sampan completions zsh 的输出写到 $fpath 中某个目录的 _sampan 文件
    {%1} has no value in the plan
    计划中没有 {%1} 的值
    {%1} has no value: %2
    {%1} 没有值：%2
    {%1} in %2 has no value
    %2 中的 {%1} 没有值
    {env:%1} has no value: the variable is not set
    {env:%1} 没有值：未设置该变量
    {env:%1} in %2 is not in "allowEnv"
    %2 中的 {env:%1} 不在 "allowEnv" 中
    {env:%1} is not allowed
    不允许使用 {env:%1}
    {tag} has no value: commit %1 has no version tag
    {tag} 没有值：提交 %1 没有版本标签
    {version} cannot be used in %1, which defines the version
    {version} 不能用在定义版本的 %1 中
    {{ and }} are braces themselves. Times are the committer's, in UTC.
    {{ 和 }} 表示花括号本身。时间是提交者的时间，UTC。
    """#
}
