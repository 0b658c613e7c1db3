def check_age(age):
    if age < 0:
        raise ValueError("negative")
    return age
