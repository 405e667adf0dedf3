import HarnessKit
import TestSupport
import Testing

/// The house as it is described, held against the imports.
struct FloorsTests {
    /// A module and the floor it stands on; imports point down only.
    static let floors: [String: Int] = [
        "CSQLite": 0, "CHarness": 0, "HarnessKit": 0, "Worktree": 1, "Ledger": 2, "TaskState": 3, "Verifier": 3,
        "Memory": 3, "HarnessCritic": 3, "Project": 3, "Gate": 4, "Dashboard": 4, "harness-executor": 5,
    ]
    /// The two exceptions on the ground floor: the kit stands over the C beside it.
    static let ground = ["CSQLite", "CHarness"]

    private struct Import {
        let file: String
        let module: String
        let imported: String
    }

    private func imports() throws -> [Import] {
        try Repository.files(below: "Sources", endingWith: ".swift").flatMap { file in
            let module = String(file.split(separator: "/")[1])
            return try Repository.text(of: file).split(separator: "\n").compactMap { line -> Import? in
                let words = line.split(separator: " ")
                guard let index = words.firstIndex(of: "import"), index < words.count - 1,
                    words[..<index].allSatisfy({ $0.hasPrefix("@") || $0 == "package" || $0 == "internal" })
                else { return nil }
                return Import(file: file, module: module, imported: String(words[index + 1]))
            }
        }
    }

    @Test func `Imports point down only`() throws {
        let found = try imports()
        expect(found.count > 10)
        for item in found {
            guard let lower = Self.floors[item.imported] else { continue }
            let upper = try #require(Self.floors[item.module], "\(item.module) has no floor")
            let isGround = item.module == "HarnessKit" && Self.ground.contains(item.imported)
            expect(lower < upper || isGround, "\(item.file) imports \(item.imported)")
        }
    }

    @Test func `Nothing but our modules, the platform and Synchronization is imported`() throws {
        let platform = ["FoundationEssentials", "Foundation", "Glibc", "Musl", "Darwin"]
        for item in try imports() where Self.floors[item.imported] == nil {
            let isPlatform =
                platform.contains(item.imported) && item.file.hasSuffix("HarnessKit/Platform/Platform.swift")
            expect(isPlatform || item.imported == "Synchronization", "\(item.file) imports \(item.imported)")
        }
    }

    @Test func `Which system it is stands in one Swift file`() throws {
        for file in try Repository.files(below: "Sources", endingWith: ".swift") {
            guard !file.hasSuffix("HarnessKit/Platform/Platform.swift") else { continue }
            expect(!(try Repository.text(of: file)).contains("\n#if"), "\(file) asks for the system")
        }
    }

    @Test func `The rules that keep the code honest`() throws {
        let forbidden = ["@unchecked Sendable", "nonisolated(unsafe)", "try!", "fatalError(", "public "]
        for file in try Repository.files(below: "Sources", endingWith: ".swift") {
            let text = try Repository.text(of: file)
            for word in forbidden { expect(!text.contains(word), "\(file) says \(word)") }
            expect(
                text.split(separator: "\n", omittingEmptySubsequences: false).count <= 301, "\(file) wants to be two")
        }
    }

    @Test func `Every module of the package has a floor, and every folder a target`() throws {
        let package = try Repository.text(of: "Package.swift")
        let folders = try ProgramCall(["ls", "Sources"], in: Repository.root, environment: .inherited)
            .runPlainly(clock: .system).output.text.split(separator: "\n").map(String.init)
        for folder in folders {
            expect(Self.floors[folder] != nil, "\(folder) has no floor")
            expect(package.contains("name: \"\(folder)\""), "\(folder) is no target")
        }
    }
}
