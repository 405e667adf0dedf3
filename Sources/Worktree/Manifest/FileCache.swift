import HarnessKit

/// Digests of files by what the system says of them, so that an unchanged tree costs no reading.
///
/// A file that changed less than two seconds before the walk began is not kept: another change within the same
/// tick of the file system's clock would not show. The cache is a help only: it may be gone, or be anything.
final class FileCache {
    private let folder: Folder?
    /// Files that changed after it are not kept, in nanoseconds.
    private let limit: Int64
    private var former: Unpacking
    private let text: Bytes
    private var next: Record?
    private var kept = Packing()
    private var isChanged = false

    private struct Record {
        let path: Range<Int>
        let status: Range<Int>
        let digest: Range<Int>
    }

    private static let name = RelativePath("manifest.cache")
    private static let head = Bytes("harness files 1\n".utf8)

    init(in folder: Folder?, at now: Date) {
        self.folder = folder
        limit = Int64(now.timeIntervalSince1970 * 1e9) - 2_000_000_000
        let found = Self.name.flatMap { try? folder?.read($0) } ?? []
        let isWhole =
            found.count >= Self.head.count + 32 && found.starts(with: Self.head)
            && SHA256.digest(of: Bytes(found.dropLast(32))).bytes == Bytes(found.suffix(32))
        text = isWhole ? found : []
        former = Unpacking(text, from: isWhole ? Self.head.count : 0, to: isWhole ? found.count - 32 : 0)
        isChanged = !isWhole
        kept.reserve(text.count)
        kept.addRaw(Self.head)
        advance()
    }

    /// The digest that was kept of a file that has not moved since; paths come in byte order.
    func digest(of path: RelativePath, _ status: FileStatus) -> Digest? {
        while let record = next, text[record.path].lexicographicallyPrecedes(path.bytes) {
            isChanged = true
            advance()
        }
        guard let record = next, text[record.path].elementsEqual(path.bytes) else { return nil }
        defer { advance() }
        guard text[record.status].elementsEqual(Self.packed(status)), status.changed < limit,
            let digest = Digest(bytes: text[record.digest])
        else {
            isChanged = true
            return nil
        }
        add(path, text[record.status], digest)
        return digest
    }

    /// Keeps the digest of a file that was just read.
    func keep(_ digest: Digest, of path: RelativePath, _ status: FileStatus) {
        guard folder != nil, status.changed < limit else { return }
        isChanged = true
        add(path, Self.packed(status)[...], digest)
    }

    /// Writes what is known by now; where that is not possible the next walk reads again.
    func save() {
        guard let folder, let name = Self.name, isChanged || next != nil else { return }
        kept.addRaw(SHA256.digest(of: kept.bytes).bytes)
        try? folder.write(kept.bytes, to: name, .renamed)
    }

    private func add(_ path: RelativePath, _ status: ArraySlice<UInt8>, _ digest: Digest) {
        kept.add(path.bytes)
        kept.addRaw(Bytes(status))
        kept.addRaw(digest.bytes)
    }

    private func advance() {
        next = nil
        guard let path = former.range(), let status = former.raw(48), let digest = former.raw(32) else { return }
        next = Record(path: path, status: status, digest: digest)
    }

    private static func packed(_ status: FileStatus) -> Bytes {
        var packing = Packing()
        for number in [status.device, status.inode, UInt64(status.mode), UInt64(status.size)] { packing.add(number) }
        for moment in [status.modified, status.changed] { packing.add(UInt64(bitPattern: moment)) }
        return packing.bytes
    }
}
