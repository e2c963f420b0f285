print("repairctl")
