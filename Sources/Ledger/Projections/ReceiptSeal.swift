import HarnessKit

/// The hash that a receipt's file carries of all its other members, however they are written.
///
/// It tells an edit by hand where no ledger is at hand. Whoever knows how it is made can make it again.
package enum ReceiptSeal {
    package static let member = "sha256"

    package static func of(_ receipt: JSON.Object) -> String {
        let others = JSON.object(.init(receipt.members.filter { $0.name != member }))
        return SHA256.digest(of: others.bytes(.compact)).description
    }
}
