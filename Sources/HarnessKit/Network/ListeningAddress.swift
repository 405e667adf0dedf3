/// The address that a listener is bound to: 4 or 16 bytes in network order.
package struct ListeningAddress: Hashable, Sendable, CustomStringConvertible {
    package let bytes: Bytes

    init(bytes: some Collection<UInt8>) {
        self.bytes = Bytes(bytes)
    }

    /// The four bytes of an IPv4 address, also of one in the form of IPv6.
    private var four: ArraySlice<UInt8>? {
        if bytes.count == 4 { return bytes[...] }
        return bytes.starts(with: Bytes(repeating: 0, count: 10) + [0xFF, 0xFF]) ? bytes.suffix(4) : nil
    }

    /// Whether it stands for every address.
    package var isWildcard: Bool { (four ?? bytes[...]).allSatisfy { $0 == 0 } }

    package var isLoopback: Bool {
        if let four { return four.first == 127 }
        return bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }

    /// Whether a connection to 127.0.0.1 or ::1 can arrive there.
    package var takesLoopback: Bool { isWildcard || isLoopback }

    package var description: String {
        var text = [CChar](repeating: 0, count: 64)
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard bytes.count == 4 || bytes.count == 16, inet_ntop(family, bytes, &text, 64) != nil else { return "?" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
