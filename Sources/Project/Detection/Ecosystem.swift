import HarnessKit

/// How projects of one kind are recognised, built, checked and run: rows, no code.
struct Ecosystem: Sendable {
    let name: String
    /// Files of which one must be there; a `*` may stand in a name.
    let manifests: [String]
    /// What is read in them and beside them.
    var sources: [FactSource] = []
    /// What commands are run with; the first whose sign is found.
    var runners: [Runner] = []
    var commands: [CommandRow] = []
    var programs: [ProgramRow] = []
    var share: [ShareRow] = []
    /// What makes a folder speak for the units below it.
    var workspace: [Sign] = []
    /// Files in which a path for readiness and a port are looked for.
    var code: [String] = []
    /// Where the unit's own name stands.
    var title: [String] = []
    /// Whether it counts at the project's top alone, where no manifest lies.
    var isLastResort = false
    /// Whether what runs it and tests it takes what a build made before.
    var buildsApart = false
    /// Whose commands do the same where both manifests lie in one folder.
    var givesWay = Precedence.toNone
    /// Projects, and what is to be found in them; one test runs them all.
    let examples: [Example]

    /// The order is that of what is said first.
    static let all = [
        scripts, swift, cargo, go, node, deno, python, maven, gradle, dotnet, ruby, php, elixir, cmake, make,
        plainPython, shell, testScripts,
    ]
}

/// Which other manifests beside its own speak first.
enum Precedence: Sendable {
    case toNone
    case toAll
    case to(String)

    func covers(_ name: String) -> Bool {
        switch self {
        case .toNone: false
        case .toAll: true
        case .to(let other): other == name
        }
    }
}

/// A project as its files, and every line that its detection gives.
struct Example: Sendable {
    let files: [String: String]
    let lines: [String]

    init(_ files: [String: String], gives lines: [String]) {
        self.files = files
        self.lines = lines
    }
}

/// Something that is there or is not.
indirect enum Sign: Sendable {
    /// The manifest itself.
    case manifest
    /// A file beside the manifest; a `*` may stand in its name.
    case file(String)
    /// A file beside the manifest or in a folder above it, within the project.
    case above(String)
    /// A key, or one below it.
    case key(String)
    /// A key whose value the pattern is found in.
    case value(String, String)
    /// A key whose value the pattern is not found in.
    case valueWithout(String, String)
    case dependency(String)
    /// A pattern in one of the files.
    case text(String, in: [String])
    /// Two at once, of which the second is told.
    case both(Sign, Sign)
}

/// The words that stand for `<run>` and the like.
struct Runner: Sendable {
    let sign: Sign
    let words: [String: [String]]
}

/// A command, and what speaks for it: any of the signs, and none of the others.
struct CommandRow: Sendable {
    let purpose: FoundCommand.Purpose
    let argv: [String]
    let signs: [Sign]
    let confidence: Confidence
    var unless: [Sign] = []

    init(
        _ purpose: FoundCommand.Purpose, _ argv: String, _ signs: [Sign], _ confidence: Confidence, unless: [Sign] = []
    ) {
        self.purpose = purpose
        self.argv = argv.split(separator: " ").map(String.init)
        self.signs = signs
        self.confidence = confidence
        self.unless = unless
    }
}

/// A program, and what speaks for it.
struct ProgramRow: Sendable {
    /// What it is looked for in. Each find is a program; of two rows that find the same, the first counts.
    enum Subject: Sendable {
        /// The unit as a whole.
        case unit
        /// Each key right below this one.
        case keys(String)
        /// The same, without what stands below the first of the others, nor below the rest unless nothing is left.
        case keysWithout(String, [String])
        /// The value of one key.
        case key(String)
        /// Each value of a key that may stand there several times.
        case values(String)
        /// Files, and a pattern in them.
        case files([String], String)
        /// The first of a package's scripts that the pattern is found in.
        case script(String)
        /// Files that the README starts, as something of that kind.
        case readme(FoundProgram.Kind)
    }

    /// How its port is set.
    enum PortRule: Sendable {
        case none
        case option
        case variable(String)
        /// As its code says.
        case code
    }

    let kind: FoundProgram.Kind
    let framework: String
    let subject: Subject
    let start: [String]
    let port: PortRule
    let confidence: Confidence
    /// Of which one must be there, if any are named.
    var signs: [Sign] = []
    /// Of which none may be there.
    var unless: [Sign] = []
    /// Paths that answer when it is ready, each with the sign that says so.
    var ready: [(path: String, sign: Sign)] = []

    init(
        _ kind: FoundProgram.Kind, _ framework: String, _ subject: Subject, _ start: String, _ port: PortRule,
        _ confidence: Confidence, signs: [Sign] = [], unless: [Sign] = [], ready: [(path: String, sign: Sign)] = []
    ) {
        self.kind = kind
        self.framework = framework
        self.subject = subject
        self.start = start.split(separator: " ").map(String.init)
        self.port = port
        self.confidence = confidence
        self.signs = signs
        self.unless = unless
        self.ready = ready
    }
}

/// A folder of dependencies that git does not carry.
struct ShareRow: Sendable {
    let folder: String
    let signs: [Sign]

    init(_ folder: String, _ signs: [Sign]) {
        self.folder = folder
        self.signs = signs
    }
}
