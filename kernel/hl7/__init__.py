"""HL7 v2 on the wire: messages read lazily and written plainly, frames of MLLP."""
