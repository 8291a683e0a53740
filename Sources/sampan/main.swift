import Dispatch
import Effects
import FoundationEssentials
import Glibc
import Languages
import Model
import Report

// Parses the command line, runs the command, prints the results, exits.

openStandardStreams()
surviveFailedWrites()

let invocation = Invocation(
  Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment)
let stop = StopSignal()
let console = Console()
let secrets = SecretRegister()
let printer = LivePrinter(invocation, console: console, secrets: secrets)
var world = World.live(
  version: VersionCommand.number, stop: stop, secrets: secrets, tell: { printer.tell($0) })
world.environment = invocation.environment
world.job = invocation.job
world.translation = invocation.language.translation
world.masked = { Sanitizer(secrets: $1).mask($0) }

let files = world.files
do throws(Failure) {
  try provideDescriptors()
} catch {
  exit(printer.finish(.failure(error), files: files).rawValue)
}
// Not with a top-level `await`: that would start Dispatch, which needs descriptors, before the lines above.
Task {
  let result = await invocation.run(in: world, stop: stop) {
    _ = printer.finish(.failure($0), files: files)
  }
  exit(printer.finish(result, files: files).rawValue)
}
dispatchMain()
