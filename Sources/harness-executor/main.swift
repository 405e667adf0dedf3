import CHarness
import HarnessKit

harness_settle_descriptors()
exit(program.run(Word.ofProcess, in: .system()))
