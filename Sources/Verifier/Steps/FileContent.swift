import HarnessKit

/// A file's bytes up to a limit, and the length and digest of all of it. Only regular files are read.
struct FileContent {
    let bytes: Bytes
    let length: Int
    let digest: Digest

    var isWhole: Bool { bytes.count == length }

    /// Between two parts it asks whether to go on.
    init(of path: Path, limit: Int, goesOn: () throws -> Bool = { true }) throws {
        guard let status = FileStatus(following: path) else {
            throw SystemError("read", path.description, number: FileStatus(of: path) == nil ? ENOENT : ELOOP)
        }
        guard status.kind == .file else {
            throw Failure(
                .malformed, "\(path) is no file that can be read", hint: "name a regular file", codes: ["E_INPUT"])
        }
        let number = path.withCString { open($0, O_RDONLY | O_NONBLOCK | O_CLOEXEC) }
        guard number >= 0 else { throw SystemError("read", path.description) }
        let file = Descriptor(owning: number)
        var (bytes, length, hash) = (Bytes(), 0, SHA256())
        while true {
            let part = try file.receive(upTo: 1024 * 1024, from: path.description)
            if part.isEmpty { break }
            guard try goesOn() else {
                throw Failure(
                    .unavailable, "\(path.name) could not be read in time, \(length) bytes were",
                    hint: "name a smaller file")
            }
            hash.add(part)
            length += part.count
            bytes += part.prefix(limit - bytes.count)
        }
        self.bytes = bytes
        self.length = length
        digest = hash.finished()
    }
}

extension FileAction {
    /// How long a file may take to be read.
    static let patience = Duration.seconds(30)

    func perform(in scene: Scene, _ bindings: Bindings) throws -> Observation {
        let name = try bindings.text(path)
        let place = scene.stage.root / Path(name)
        var observation = Observation()
        observation.request = ["path": .string(name)]
        guard FileStatus(following: place) != nil else {
            observation.file = .init(exists: false)
            observation.response = ["exists": false]
            return observation
        }
        do {
            let stage = scene.stage
            let end = stage.end(after: Self.patience)
            let content = try FileContent(of: place, limit: HTTPAction.bodyLimit) { try stage.goesOn(until: end) }
            observation.file = .init(exists: true, size: content.length, digest: content.digest)
            observation.body = content.bytes
            observation.isWhole = content.isWhole
            observation.response = .object(
                .init(
                    [.init("exists", true)]
                        + Evidence.members(
                            of: content.bytes, length: content.length, digest: content.digest, isWhole: content.isWhole,
                            hiding: scene.stage.context.secrets)))
        } catch let interruption as Interruption.Interrupted {
            throw interruption
        } catch {
            observation.trouble = Failure(translating: error).message
            observation.file = .init(exists: true)
            observation.response = ["exists": true, "error": .string(observation.trouble ?? "")]
        }
        return observation
    }
}
