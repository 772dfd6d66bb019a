//! A look at one draft for somebody without an account, who has a private link (`together::previews`). The link leads the
//! request through the whole site once more with this pass, and the pages of that one consultation open to it as they will
//! to everybody. A pass is never made from anything that a browser sends.

use crate::ids::ConsultationId;
use crate::time::Time;

/// What a private link opens, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreviewPass {
    /// The draft.
    pub consultation: ConsultationId,
    /// The first moment at which the link opens nothing more.
    pub until: Time,
}
