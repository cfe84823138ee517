"""What is printed on a container or a manifest: `labels` what stands on a label, `signed_qr` what its code says byte by
byte, `issuing` who signs codes. Looking at a code: `manifests.scans`.
"""
