import HarnessKit

/// The skill as it lies beside the program: what there is to install.
struct SkillFiles {
    let root: Path
    /// Every file of the skill's folder, by its name below it.
    let files: [(name: String, bytes: Bytes)]
    /// What stands in the skill's front matter.
    let version: String

    private static let folders = ["agents", "references", "references/schemas"]
    private static let single = ["SKILL.md", "LICENSE", "scripts/get.sh"]

    /// Where somebody said, else beside an installed program, else above one that was built in its sources.
    init(at named: Path?, in context: Context) throws {
        guard let root = named.map({ context.directory / $0 }) ?? Self.found(from: context.program) else {
            throw Failure(
                .missing, "the skill's files do not lie beside this program",
                hint: "name the folder that holds SKILL.md with --from DIR")
        }
        guard let text = try Folder(root).read(try RelativePath(naming: "SKILL.md")) else {
            throw Failure(
                .missing, "\(root) holds no SKILL.md", hint: "name the folder that holds it with --from DIR")
        }
        self.root = root
        version = Self.version(in: text)
        var names = Self.single.filter { FileStatus(of: root / $0)?.kind == .file }
        for folder in Self.folders where FileStatus(of: root / folder)?.kind == .folder {
            names += try Folder(root / folder).names().map { "\(folder)/\($0)" }.filter {
                FileStatus(of: root / $0)?.kind == .file
            }
        }
        let folder = try Folder(root)
        files = try names.map { ($0, try folder.read(try RelativePath(naming: $0)) ?? []) }
    }

    func bytes(of name: String) throws -> Bytes {
        guard let bytes = try Folder(root).read(try RelativePath(naming: name)) else {
            throw Failure(.missing, "\(root / name) is missing", hint: "install harness-executor again")
        }
        return bytes
    }

    /// The sub-agents' files that end so, by the names that they carry themselves.
    func agents(endingWith suffix: String) -> [(name: String, bytes: Bytes)] {
        files.filter { $0.name.hasPrefix("agents/") && $0.name.hasSuffix(suffix) }
            .map { ("task-" + $0.name.dropFirst("agents/".count), $0.bytes) }
    }

    static func version(in text: Bytes) -> String {
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").prefix(30)
        let line = lines.first { $0.hasPrefix("  version: ") }
        return line.map { $0.dropFirst("  version: ".count).filter { $0 != "\"" } } ?? ""
    }

    private static func found(from program: Path?) -> Path? {
        guard let folder = program?.parent else { return nil }
        let shared = folder.parent.map { $0 / "share/harness-executor" }
        if let shared, FileStatus(of: shared / "SKILL.md") != nil { return shared }
        var above: Path? = folder
        while let here = above {
            let isOurs = ["SKILL.md", "Package.swift"].allSatisfy { FileStatus(of: here / $0)?.kind == .file }
            if isOurs { return here }
            above = here.parent == here ? nil : here.parent
        }
        return nil
    }
}
