"""Deciders: one proposes evidence for each condition. Untrusted; the kernel checks what they propose."""
