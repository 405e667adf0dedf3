import HarnessKit

/// A small tree with one parameter of every kind.
struct Pack: Command {
    enum Wrap: String, CaseIterable, ArgumentValue { case paper, foil, none }

    static let name = "pack"
    static let summary = "packs things into a box"
    static let notes = "Boxes are made of words."
    static let examples = [CommandExample("toy pack tea --count 2", "packs two")]
    static let parameters: [Parameter<Self>] = [
        .argument("THING", to: \.thing, "what goes in"),
        .arguments("MORE", to: \.more, "what else"),
        .required("--label", value: "TEXT", to: \.label, "what stands on it"),
        .option("--count", "-n", value: "N", to: \.count, "how many"),
        .option("--wrap", value: "WRAP", to: \.wrap, "in what"),
        .list("--files", value: "F", to: \.files, "which files"),
        .repeated("--tag", value: "TAG", to: \.tags, "a tag"),
        .flag("--fragile", to: \.isFragile, "handle with care"),
    ]

    var thing = ""
    var more: [String] = []
    var label = ""
    var count = 1
    var wrap: Wrap?
    var files: [Path] = []
    var tags: [String] = []
    var isFragile = false

    func run(in context: Context) -> Answer {
        Answer(
            next: "toy send",
            json: .members([
                "thing": .string(thing), "more": more.json, "label": .string(label), "count": .integer(count),
                "wrap": wrap.map { .string($0.rawValue) }, "files": files.map(\.description).json, "tags": tags.json,
                "fragile": .bool(isFragile), "root": context.projectRoot.map { .string($0.description) },
            ]),
            text: "\(count) \(thing)")
    }
}

struct Fail: Command {
    static let name = "fail"
    static let summary = "fails in the way that is asked for"
    static let parameters: [Parameter<Self>] = [.argument("HOW", to: \.how, "how")]

    var how = ""

    func run(in context: Context) throws -> Answer {
        switch how {
        case "failure": throw Failure(.refused, "the box is closed", hint: "run 'toy open'", details: ["by whom: you"])
        case "system": throw SystemError("open", "/x", number: ENOENT)
        case "disk": throw SystemError("write", "/x", number: ENOSPC)
        case "rights": throw SystemError("write", "/x", number: EACCES)
        default: throw Surprise()
        }
    }

    struct Surprise: Error {}
}

struct Peek: Command {
    static let name = "peek"
    static let summary = "looks into a box, or at one thing in it"
    static let parameters: [Parameter<Self>] = [.option("--since", value: "T", to: \.since, "from when on")]

    var since: String?

    func run(in context: Context) -> Answer {
        Answer(json: [], text: "peeked since \(since ?? "ever")")
    }
}

let toy = Program(
    coordinator: CommandNode(
        "toy", "plays",
        children: [
            CommandNode(Pack()), CommandNode(Fail()),
            CommandNode(Peek(), children: [CommandNode(Peek(), children: [])]),
            CommandNode("store", "keeps boxes", children: [CommandNode(Pack())]),
        ]),
    tools: [CommandNode("packer", "only packs", children: [CommandNode(Pack())])],
    build: .init(version: "1.2.3", commit: "abcd", kind: "static"))
