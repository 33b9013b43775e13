"""What can be done from the terminal?"""
