"""OSCQuery: a host asks Barwise for its addresses and draws the controls itself.

After the proposal at https://github.com/Vidvox/OSCQueryProposal (third revision). One thread, one
port: HTTP answers what there is, a WebSocket streams what changes, zeroconf tells who is near.
"""
