"""The drill: invented travellers, and reference phones that carry them from the cabin door to wherever they belong."""
