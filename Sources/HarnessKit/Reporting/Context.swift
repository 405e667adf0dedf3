/// The outside world as a command sees it: nothing reads the clock or the environment but through this.
package struct Context: Sendable {
    package enum Format: Sendable { case text, json }

    package var clock: Clock
    package var random: @Sendable (Int) -> Bytes
    package var environment: Environment
    package var directory: Path
    /// Everything that standard input holds.
    package var input: @Sendable () throws -> Bytes = { try Descriptor.standardInput() }
    /// The same, but nil where it is longer than so many bytes, or is typed at a terminal.
    package var boundedInput: @Sendable (Int) throws -> Bytes? = { try Descriptor.standardInput(upTo: $0) }
    /// Whether standard input is a terminal, where whoever reads it waits for somebody to type.
    package var isInputTyped: @Sendable () -> Bool = { isatty(0) == 1 }
    package var output: Output
    package var errors: Output
    package var format = Format.text
    /// Where this program lies, so that it can run itself; nil where that cannot be known.
    package var program: Path?
    /// What `--project-root` named.
    package var projectRoot: Path?
    /// What went wrong after the answer was certain.
    package let aftermath = Aftermath()
    /// What must never be stored, printed or exported; commands add to it as they learn of secrets.
    package let secrets = Redactor()

    package init(
        clock: Clock, random: @escaping @Sendable (Int) -> Bytes, environment: Environment, directory: Path,
        output: Output, errors: Output
    ) {
        self.clock = clock
        self.random = random
        self.environment = environment
        self.directory = directory
        self.output = output
        self.errors = errors
    }

    /// The real world.
    package static func system() -> Context {
        var context = Context(
            clock: .system,
            random: { count in
                var generator = SystemRandomNumberGenerator()
                return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            },
            environment: .inherited, directory: .current,
            output: .stream(1, named: "standard output"), errors: .stream(2, named: "standard error"))
        context.program = Path("/proc/self/exe").linkTarget
        return context
    }

    /// Says something beside the answer; not in JSON, where standard error may be read with it.
    package func warn(_ text: String) {
        guard format == .text else { return }
        try? errors.write("warning: \(TerminalText.visible(TerminalText.oneLine(text)))\n", hiding: secrets)
    }

    /// Tells whoever waits, before the answer is there.
    package func say(_ text: String) {
        guard format == .text else { return }
        try? errors.write("\(TerminalText.visible(TerminalText.oneLine(text)))\n", hiding: secrets)
    }

    /// Colours for standard error and standard output, each by its own rule.
    package var styles: (output: Style, errors: Style) {
        (Style(for: output, environment: environment), Style(for: errors, environment: environment))
    }
}
