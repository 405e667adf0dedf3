import CHarness
import HarnessKit
import TestSupport
import Testing

@Suite(.serialized) struct SHA256Tests {
    /// FIPS 180-4 and NIST's example and long vectors.
    static let vectors: [(Bytes, String)] = [
        (Bytes(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (Bytes("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            Bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            Bytes(
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"
                    .utf8), "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        ([0xBD], "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"),
        (
            [0xC9, 0x8C, 0x8E, 0x55],
            "7abc22c0ae5af26ce93dbb94433a0e0b2e119d014f8e7f65bd56c61ccccd9504"
        ),
        (Bytes(repeating: 0, count: 55), "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"),
        (Bytes(repeating: 0, count: 56), "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"),
        (Bytes(repeating: 0, count: 57), "65a16cb7861335d5ace3c60718b5052e44660726da4cd13bb745381b235a1785"),
        (Bytes(repeating: 0, count: 64), "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"),
        (Bytes(repeating: 0, count: 1000), "541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53"),
        (Bytes(repeating: 0x41, count: 1000), "c2e686823489ced2017f6059b8b239318b6364f6dcd835d0a519105a1eadd6e4"),
        (
            Bytes(repeating: UInt8(ascii: "a"), count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test(arguments: [false, true])
    func `The published vectors hold, with and without the machine's instructions`(isAccelerated: Bool) {
        harness_sha256_accelerate(isAccelerated ? 1 : 0)
        defer { harness_sha256_accelerate(1) }
        for (bytes, digest) in Self.vectors { expect(SHA256.digest(of: bytes).description, is: digest) }
    }

    @Test func `However the bytes are cut, the digest is the same, and both ways agree`() {
        let bytes = Bytes((0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7 ^ $0 >> 3) })
        for length in [0, 1, 63, 64, 65, 127, 128, 129, 500, 1000] {
            let text = Bytes(bytes[..<length])
            let whole = SHA256.digest(of: text)
            for size in [1, 3, 63, 64, 65, 200] {
                var hash = SHA256()
                for piece in text.chunked(by: size) { hash.add(piece) }
                expect(hash.finished(), is: whole)
            }
            harness_sha256_accelerate(0)
            expect(SHA256.digest(of: text), is: whole)
            harness_sha256_accelerate(1)
        }
    }

    @Test func `A digest reads its own text and no other`() throws {
        let digest = SHA256.digest(of: [1, 2, 3])
        expect(Digest(digest.description), is: digest)
        expect(Digest(digest.description.uppercased()) == nil)
        expect(Digest(String(digest.description.dropLast())) == nil)
        expect(Digest(String(repeating: "g", count: 64)) == nil)
        expect(Digest(bytes: Bytes(repeating: 0, count: 31)) == nil)
    }
}
