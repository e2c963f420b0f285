import Glibc

Interruption.install()
let exitCode = CommandLineTool.run(
  arguments: Array(CommandLine.arguments.dropFirst()),
  environment: ProcessEnvironment.variables,
  stdin: FileDescriptorSource(STDIN_FILENO, named: "standard input"),
  stdout: FileDescriptorSink(STDOUT_FILENO),
  stderr: FileDescriptorSink(STDERR_FILENO)
)
if exitCode == .interrupted { Interruption.endProcess() }
exit(exitCode.rawValue)
