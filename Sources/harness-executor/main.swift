import CHarness
import HarnessKit

harness_settle_descriptors()
harness_settle_memory()
var context = Context.system()
// An install is one file with several names; where each name is a file of its own, the coordinator's knows every tool.
if let whole = context.program?.parent.map({ $0 / coordinator.name }), FileStatus(following: whole)?.kind == .file {
    context.program = whole
}
exit(program.run(Word.ofProcess, in: context))
