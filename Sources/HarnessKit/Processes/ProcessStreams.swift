/// The three standard streams of a process that we run: fed, and drained into captures.
final class ProcessStreams {
    let output: StreamPump
    let errors: StreamPump
    private let feeder: InputPump?
    private let ends: (input: Descriptor?, output: Descriptor, errors: Descriptor)

    init(input: Bytes, limit: Int, hiding secrets: Redactor?, on loop: PollLoop) throws {
        let stdin = input.isEmpty ? nil : try Descriptor.pipe()
        let stdout = try Descriptor.pipe()
        let stderr = try Descriptor.pipe()
        output = StreamPump(stdout.receiving, named: "standard output", limit: limit, hiding: secrets, on: loop)
        errors = StreamPump(stderr.receiving, named: "standard error", limit: limit, hiding: secrets, on: loop)
        feeder = stdin.map { InputPump(input, into: $0.sending, on: loop) }
        ends = (stdin?.receiving, stdout.sending, stderr.sending)
    }

    /// The descriptors that the process takes as its own.
    var theirs: (input: Int32, output: Int32, errors: Int32) {
        (ends.input?.number ?? -1, ends.output.number, ends.errors.number)
    }

    /// Lets go of the process's ends, so that the end of the process is the end of the file.
    func closeTheirs() {
        ends.input?.end()
        ends.output.end()
        ends.errors.end()
    }

    var isOpen: Bool { output.isOpen || errors.isOpen }

    func close() {
        output.close()
        errors.close()
        feeder?.close()
    }
}
